#pragma once

#include <chrono>

namespace kiln::pool {

// When something that is looked at once a second is looked at next: on a whole second of the steady
// clock, half a second from now at the earliest. So all such looks of a process are one wake-up.
[[nodiscard]] inline std::chrono::steady_clock::time_point next_regular_look() {
    using std::chrono::seconds;
    return std::chrono::ceil<seconds>(std::chrono::steady_clock::now() +
                                      std::chrono::milliseconds(500));
}

}  // namespace kiln::pool
