#pragma once

#include <string_view>

#include "messaging/nats/server_access.h"

namespace kiln::messaging {

// What files hold that say who we are. Blanks around it do not matter. No Error quotes any of it.

// A file of credentials as `nsc` writes it: a user's JWT and its seed, each between lines of dashes.
[[nodiscard]] pool::Result<void> read_credentials(std::string_view text, ServerAccess& access);

// A user's seed; alone, or between such lines.
[[nodiscard]] pool::Result<void> read_nkey(std::string_view text, ServerAccess& access);

// A password or a token: one line.
[[nodiscard]] pool::Result<std::string> read_secret(std::string_view text);

}  // namespace kiln::messaging
