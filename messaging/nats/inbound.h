#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/job.h"
#include "messaging/route.h"

namespace kiln::messaging {

using engine::Clock;

// A request as it came from the wire. Plain data.
struct Inbound {
    RoutePtr route;        // by which it came; never null
    std::string reply_to;  // never empty: what cannot be answered is not passed on
    std::string payload;
    std::optional<std::string> deadline_ms;  // header Kiln-Deadline-Ms, as sent
    std::string client_ip;                   // header X-Client-IP, "" where absent
    Clock::time_point arrived;               // when it was read
};

}  // namespace kiln::messaging
