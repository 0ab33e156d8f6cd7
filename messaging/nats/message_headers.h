#pragma once

#include <nats/nats.h>

#include "messaging/headers.h"

namespace kiln::messaging {

// All headers of a message. Where they are more than Headers holds, the shortest are there: what a
// client says to Kiln is short.
[[nodiscard]] Headers headers_of(natsMsg* message);

}  // namespace kiln::messaging
