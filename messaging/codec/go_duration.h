#pragma once

#include <chrono>
#include <string>

namespace kiln::messaging {

// `time` as Go's time.Duration.String() writes it: "0s", "999ns", "1.5µs", "345.678ms", "1m1s".
// Clients take execution_time for a string of this form.
[[nodiscard]] std::string go_duration(std::chrono::nanoseconds time);

// `time` in milliseconds as a JSON number with up to three decimals: "0", "12.5", "1234.567".
[[nodiscard]] std::string json_milliseconds(std::chrono::microseconds time);

}  // namespace kiln::messaging
