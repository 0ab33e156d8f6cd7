#pragma once

#include <cstddef>
#include <string>

#include "messaging/headers.h"
#include "messaging/route.h"

namespace kiln::messaging {

// What a request has that was passed on once, whatever its value; with it, it stays where it is.
// Anybody may say so of a request, and is then answered busy sooner.
inline constexpr const char* kHopHeader = "Kiln-Hop";

// A request as it came, for another instance. Plain data.
struct PassableRequest {
    RoutePtr route;
    std::string payload;
    Headers headers;  // all of them

    [[nodiscard]] std::size_t bytes() const { return payload.size() + headers.bytes(); }
};

}  // namespace kiln::messaging
