#pragma once

#include <string>

#include "cmd/kiln/bench/interrupt.h"
#include "cmd/kiln/bench/side.h"
#include "messaging/nats/server_access.h"
#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// Jobs as requests through NATS; each client has a connection of its own. A good job's verdict
// is ok. The Error: no server there. `interrupt` must outlive the side.
[[nodiscard]] pool::Result<Side> make_kiln_side(const messaging::ServerAccess& nats,
                                                const std::string& language, unsigned clients,
                                                const Interrupt& interrupt);

}  // namespace kiln::cmd::benchmark
