#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kiln::messaging {

struct RateLimit {
    std::size_t max_per_minute = 0;  // 0: nobody is limited
    std::chrono::seconds ban{60};
    std::size_t max_clients = 65'536;  // how many are remembered at once
};

// Counts requests of each client over a sliding minute. The request over the limit bans its
// client for `ban` and clears its count; requests while banned count for nothing.
//
// Time is what the caller says it is and never goes back. Memory is bounded: of more than
// max_clients the one that was quiet for longest is forgotten, and so is whoever was quiet for
// longer than both a minute and its ban. Not thread-safe.
class RateLimiter {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RateLimiter(RateLimit limit) : limit_(limit) {}

    // Counts one request of `client`. Nothing: let it pass; else how long the ban still lasts.
    // A client without a name is never limited.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> refuse(std::string_view client, Time now);

    [[nodiscard]] std::size_t remembered() const { return clients_.size(); }

  private:
    struct Client {
        std::string name;
        std::deque<Time> requests;  // of the last minute, oldest first
        Time banned_until{};
        Time seen{};
    };

    Client& touch(std::string_view name, Time now);
    void forget_quiet(Time now);
    void forget_first();

    RateLimit limit_;
    std::list<Client> clients_;  // the one seen last is at the end
    std::unordered_map<std::string_view, std::list<Client>::iterator> by_name_;
};

}  // namespace kiln::messaging
