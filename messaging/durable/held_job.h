#pragma once

#include <map>
#include <optional>
#include <string>

#include "messaging/durable/attempts.h"
#include "messaging/durable/states.h"
#include "messaging/responder.h"

namespace kiln::messaging {

// What the clerk knows of jobs and of who asks for them. Plain data.

// A job that was pulled, until it is acknowledged or handed back.
struct Held {
    std::string acknowledge;  // the subject for it, of the last delivery
    Claim claim;
    std::string result;      // to be stored; "" while there is none
    bool cancelled = false;  // by id
    Clock::time_point try_again{};
};
using HeldJobs = std::map<std::string, Held>;  // by id

// Somebody who waits for a result.
struct Waiter {
    std::string id;
    std::string reply;
    Clock::time_point until;
};

// A job's result, or how it stands.
struct Known {
    std::optional<std::string> result;
    JobState state;
};

}  // namespace kiln::messaging
