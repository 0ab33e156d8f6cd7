#pragma once

#include <vector>

#include "cmd/kiln/settings.h"
#include "engine/catalogue/catalogue.h"
#include "pool/runtime_spec.h"

namespace kiln::cmd {

// The warm runtimes of the languages that KILN_WARM names and whose command is there. An Error
// names a language that is none, or has no warm runtime.
[[nodiscard]] pool::Result<std::vector<pool::RuntimeSpec>> warm_runtimes(
    const Settings& settings, const engine::Catalogue& catalogue);

}  // namespace kiln::cmd
