#pragma once

#include <memory>
#include <string>

#include "messaging/headers.h"
#include "messaging/responder.h"
#include "messaging/route.h"

namespace kiln::messaging {

// A request as its source brings it, whatever the source is. Plain data, and the way back.
struct Inbound {
    RoutePtr route;  // by which it came; never null
    std::string payload;
    Headers headers;
    std::unique_ptr<Responder> responder;  // never null
    Clock::time_point arrived;             // when it was read
};

}  // namespace kiln::messaging
