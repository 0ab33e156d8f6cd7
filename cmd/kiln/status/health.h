#pragma once

#include <string>

#include "pool/headcount.h"

namespace kiln::cmd {

// What an instance needs to be of use, as it is at a moment. Plain data.
struct Health {
    bool connected = false;  // to NATS
    bool draining = false;
    std::string hopeless;  // why it ends by itself; "" where it does not
    pool::Headcount containers;
};

// What "/" says is wrong: "" while it takes jobs.
[[nodiscard]] std::string trouble_of(const Health& health);

// Whether a job that is sent to it now can be run now: there is NATS, there is a container, and
// it does not drain.
[[nodiscard]] bool is_ready(const Health& health);

// Lines for people, each ending in '\n'. The first: "ready", or "not ready: " and all that is missing.
// Then one for each of the three, with how many of its containers it has lost.
[[nodiscard]] std::string readiness_text(const Health& health);

// "containers: 1 ready, 0 leased, 2 wanted".
[[nodiscard]] std::string containers_text(const pool::Headcount& containers);

}  // namespace kiln::cmd
