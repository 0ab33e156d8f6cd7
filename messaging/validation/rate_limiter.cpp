#include "messaging/validation/rate_limiter.h"

#include <algorithm>

namespace kiln::messaging {

namespace {

constexpr std::chrono::minutes kWindow{1};
// Headers come from outside: what is longer than any address is cut before it is remembered.
constexpr std::size_t kLongestName = 64;

}  // namespace

std::optional<std::chrono::nanoseconds> RateLimiter::refuse(std::string_view client, Time now) {
    if (limit_.max_per_minute == 0 || client.empty()) return std::nullopt;
    forget_quiet(now);
    Client& known = touch(client.substr(0, kLongestName), now);
    if (now < known.banned_until) return known.banned_until - now;
    while (!known.requests.empty() && now - known.requests.front() >= kWindow)
        known.requests.pop_front();
    if (known.requests.size() < limit_.max_per_minute) {
        known.requests.push_back(now);
        return std::nullopt;
    }
    known.requests.clear();
    known.banned_until = now + limit_.ban;
    return limit_.ban;
}

RateLimiter::Client& RateLimiter::touch(std::string_view name, Time now) {
    const auto known = by_name_.find(name);
    if (known == by_name_.end()) {
        if (clients_.size() >= limit_.max_clients) forget_first();
        clients_.push_back({std::string(name), {}, {}, now});
        by_name_.emplace(clients_.back().name, std::prev(clients_.end()));
    } else {
        known->second->seen = now;
        clients_.splice(clients_.end(), clients_, known->second);
    }
    return clients_.back();
}

void RateLimiter::forget_quiet(Time now) {
    const auto is_stale = [&](const Client& client) {
        return now - client.seen >= kWindow && now >= client.banned_until;
    };
    while (!clients_.empty() && is_stale(clients_.front())) forget_first();
}

void RateLimiter::forget_first() {
    if (clients_.empty()) return;
    by_name_.erase(clients_.front().name);
    clients_.pop_front();
}

}  // namespace kiln::messaging
