#pragma once

#include <atomic>
#include <cstdint>

#include "messaging/log_budget.h"
#include "messaging/nats/connection.h"
#include "messaging/nats/reply_delivery.h"
#include "messaging/nats/watched_counter.h"

namespace kiln::messaging {

// What a connection counts. The courier counts, but for never_posted; totals() on any thread.
struct TrafficCounts {
    LogBudget undeliverable{"replies undeliverable, not logged"};
    WatchedCounter overflow{"requests answered busy before the queue"};
    WatchedCounter unsaid{"short answers that the server did not take"};
    WatchedCounter nowhere{"requests ignored for their reply subject"};
    WatchedCounter retried{"replies sent again"};
    WatchedCounter passed{"requests passed on to other instances"};
    std::atomic<std::uint64_t> connections = 0;
    std::atomic<std::uint64_t> resent = 0;  // this and the next as the delivery counts them
    std::atomic<std::uint64_t> given_up = 0;
    std::atomic<std::uint64_t> passed_on = 0;     // requests, to other instances
    std::atomic<std::uint64_t> never_posted = 0;  // replies that the courier was not given

    void note(const ReplyDelivery::Counts& replies, std::uint64_t passed_so_far) {
        resent = replies.retried;
        given_up = replies.undeliverable;
        passed_on = passed_so_far;
    }
    // Once a second.
    void look() {
        undeliverable.look();
        overflow.look();
        unsaid.look();
        nowhere.look();
        retried.look(resent);
        passed.look(passed_on);
    }
    [[nodiscard]] NatsTraffic totals() const {
        NatsTraffic totals;
        totals.connections = connections;
        totals.busy_early = overflow.total();
        totals.busy_unsaid = unsaid.total();
        totals.ignored = nowhere.total();
        totals.passed_on = passed_on;
        totals.replies_resent = resent;
        totals.replies_given_up = given_up + never_posted;
        return totals;
    }
};

}  // namespace kiln::messaging
