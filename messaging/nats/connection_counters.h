#pragma once

#include "messaging/log_budget.h"
#include "messaging/nats/watched_counter.h"

namespace kiln::messaging {

// What a connection counts and logs once a second. The courier's.
struct ConnectionCounters {
    LogBudget undeliverable{"replies undeliverable, not logged"};
    WatchedCounter overflow{"requests answered busy before the queue"};
    WatchedCounter unsaid{"short answers that the server did not take"};
    WatchedCounter nowhere{"requests ignored for their reply subject"};
    WatchedCounter retried{"replies sent again"};
    WatchedCounter passed{"requests passed on to other instances"};
};

}  // namespace kiln::messaging
