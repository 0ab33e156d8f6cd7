#pragma once

#include <string>
#include <string_view>

#include "pool/base/result.h"

namespace kiln::messaging {

// Names of keys as NATS writes them (github.com/nats-io/nkeys): base32 without padding of a prefix
// byte, or two of a seed, 32 bytes of Ed25519 and a CRC-16 of all before it, low byte first.

// The public key "U..." of a user's seed "SU...". The library wants both and derives neither.
[[nodiscard]] pool::Result<std::string> user_key_of(std::string_view seed);

}  // namespace kiln::messaging
