#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::messaging {

// How a stored job stands, as it is told to clients.
struct JobState {
    std::string_view state;                    // "queued", "running", "parked", "unknown", ...
    std::optional<std::uint64_t> position;     // 1: the next to be pulled
    std::optional<std::uint64_t> estimate_ms;  // until it is pulled
    unsigned attempt = 0;                      // 0 is not told
};

[[nodiscard]] std::string encode_state(std::string_view id, const JobState& state);

}  // namespace kiln::messaging
