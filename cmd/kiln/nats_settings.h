#pragma once

#include <span>

#include "cmd/kiln/flags.h"
#include "messaging/nats/server_access.h"

namespace kiln::cmd {

// How every command that speaks NATS is told where, and as whom.
[[nodiscard]] std::span<const Flag> nats_flags();

// Reads the files that are named. As the user who called us: before privileges are dropped. The
// Error names the setting and what it must be, and no secret.
[[nodiscard]] pool::Result<messaging::ServerAccess> read_nats(const Given& given);

}  // namespace kiln::cmd
