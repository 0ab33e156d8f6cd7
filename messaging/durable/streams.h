#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "messaging/durable/jetstream.h"
#include "messaging/durable/settings.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// A stream of ours as it is to be, or as it is.
struct StreamPlan {
    std::string name;
    std::string subject;
    bool work_queue = false;  // a message goes when it is acknowledged
    bool last_only = false;   // one message for each subject
    bool refuses_when_full = true;
    std::int64_t most_bytes = -1;
    std::chrono::nanoseconds age{0};  // 0: any
    std::int64_t replicas = 1;
};
[[nodiscard]] std::vector<StreamPlan> stream_plans(const DurableSettings& settings);

// How what is there differs from what we would have made. Without `fatal` nothing is lost by it;
// with it jobs could be, and nothing is begun. Both empty: not at all. Pure.
struct Difference {
    std::string fatal;
    std::string harmless;
};
[[nodiscard]] Difference difference(const StreamPlan& wanted, const StreamPlan& found);

struct Prepared {
    std::chrono::nanoseconds ack_wait{0};  // of the consumer, as it is
    std::vector<std::string> differences;  // harmless ones, each a sentence
};

// Makes streams, buckets and the consumer of all workers where they are absent, checks them where
// they are there, and alters none. The Error says what is in the way, and names the setting or the
// command that helps where there is one.
[[nodiscard]] pool::Result<Prepared> prepare_streams(const JetStream& jetstream,
                                                     const DurableSettings& settings);

}  // namespace kiln::messaging
