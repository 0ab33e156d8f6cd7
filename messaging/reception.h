#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "messaging/inbound.h"

namespace kiln::messaging {

class Dispatcher;
class FrontDesk;

// What became of a request: work for the engine's executor, or nothing, since it is answered.
struct Reception {
    std::function<void()> work;  // to be done once there; empty where it is answered
    std::size_t bytes = 0;       // that the work holds
};

// All that a source of requests needs to know: what to call with each that it has read. How the
// work gets to the executor, and how much of it may be on its way, is the source's affair.
using Receive = std::function<Reception(Inbound)>;

// The usual one: `desk` looks at the request, on the thread that calls this, and what is a job goes
// to `dispatcher`, as long as there is one.
[[nodiscard]] Receive make_receive(std::shared_ptr<FrontDesk> desk,
                                   std::weak_ptr<Dispatcher> dispatcher);

}  // namespace kiln::messaging
