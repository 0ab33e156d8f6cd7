#include "messaging/job_id.h"

#include <sys/random.h>

#include <array>
#include <string_view>

namespace kiln::messaging {

namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kRandomDigits = 12;
constexpr std::size_t kCountDigits = 10;

// The lowest `digits` digits of `value`.
std::string base62(std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
        *digit = kDigits[value % kDigits.size()];
        value /= kDigits.size();
    }
    return text;
}

}  // namespace

pool::Result<JobIds> JobIds::make() {
    std::array<std::uint64_t, 3> random{};
    if (::getrandom(random.data(), sizeof random, 0) != static_cast<ssize_t>(sizeof random))
        return pool::errno_error("getrandom for job ids");
    constexpr std::size_t kHalf = kRandomDigits / 2;
    return JobIds(base62(random[0], kHalf) + base62(random[1], kHalf), random[2]);
}

std::string JobIds::next() {
    return prefix_ + base62(++count_, kCountDigits);
}

}  // namespace kiln::messaging
