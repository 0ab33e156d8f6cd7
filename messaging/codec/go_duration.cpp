#include "messaging/codec/go_duration.h"

#include <cstdint>

namespace kiln::messaging {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// value / 10^decimals, exactly, without zeros at the end.
std::string decimal(std::uint64_t value, int decimals) {
    std::string fraction;
    for (int i = 0; i < decimals; ++i) {
        const char digit = static_cast<char>('0' + value % 10);
        if (digit != '0' || !fraction.empty()) fraction.insert(fraction.begin(), digit);
        value /= 10;
    }
    return std::to_string(value) + (fraction.empty() ? "" : "." + fraction);
}

std::string hours_minutes_seconds(std::uint64_t nanoseconds) {
    const std::uint64_t minutes = nanoseconds / (60 * kSecond);
    std::string text;
    if (minutes >= 60) text += std::to_string(minutes / 60) + "h";
    if (minutes > 0) text += std::to_string(minutes % 60) + "m";
    return text + decimal(nanoseconds % (60 * kSecond), 9) + "s";
}

}  // namespace

std::string go_duration(std::chrono::nanoseconds time) {
    const std::int64_t count = time.count();
    const std::string sign = count < 0 ? "-" : "";
    const std::uint64_t n =
        count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
    if (n == 0) return "0s";
    if (n < 1'000) return sign + std::to_string(n) + "ns";
    if (n < 1'000'000) return sign + decimal(n, 3) + "\u00b5s";
    if (n < kSecond) return sign + decimal(n, 6) + "ms";
    return sign + hours_minutes_seconds(n);
}

std::string json_milliseconds(std::chrono::microseconds time) {
    return decimal(time.count() < 0 ? 0 : static_cast<std::uint64_t>(time.count()), 3);
}

}  // namespace kiln::messaging
