#pragma once

#include <string>

#include "pool/base/result.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/runtime_spec.h"

namespace kiln::pool {

// Puts what a warm runtime is started with into the request that tells an agent of it: `directory`,
// then the command's words, then its environment's. An Error says in words which of the protocol's
// bounds they do not keep; the request is then not to be sent, because an agent that cannot read one
// gives its container up.
[[nodiscard]] Result<void> put_runtime_words(const std::string& directory,
                                             const RuntimeEquipment& start, kiln_runtime& request);

// Whether put_runtime_words() would do it.
[[nodiscard]] Result<void> check_runtime_words(const std::string& directory,
                                               const RuntimeEquipment& start);

}  // namespace kiln::pool
