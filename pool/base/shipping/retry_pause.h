#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace kiln::pool {

// How long to wait before something is tried again that has failed `failures` times, at least
// once: `least`, doubled each time, `most` at most; and of that some part between a half and the
// whole, so that many who failed together do not come back as one. `random` is from 0 to 1.
[[nodiscard]] inline std::chrono::milliseconds retry_pause(unsigned failures, double random,
                                                           std::chrono::milliseconds least,
                                                           std::chrono::milliseconds most) {
    const auto whole = std::min(most, least * (std::int64_t{1} << std::min(failures - 1, 20u)));
    const auto half = static_cast<double>(whole.count()) / 2;
    return std::chrono::milliseconds(static_cast<std::int64_t>(half + half * random));
}

}  // namespace kiln::pool
