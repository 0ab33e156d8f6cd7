#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kiln::messaging {

// Whether an instance takes part in stored jobs. Auto: as far as the server and its permissions let
// it, and quietly not else. On: what is missing is a warning, and is looked for again and again.
enum class DurableUse { Off, Auto, On };

struct DurableSettings {
    DurableUse use = DurableUse::Auto;
    std::size_t reserve = 1;  // idle containers that stored jobs leave to clients that wait
    unsigned most_attempts = 5;
    std::chrono::milliseconds deadline{120'000};  // of a job, from when it was pulled
    // How JetStream's things are made where they are absent. Those that are there are never altered.
    std::chrono::milliseconds ack_wait{
        15'000};  // without a heartbeat, until it is given to another
    std::chrono::seconds result_ttl{24 * 3600};
    std::uint64_t work_bytes = 256ull << 20;
    std::uint64_t result_bytes = 512ull << 20;
    int replicas = 1;
};

}  // namespace kiln::messaging
