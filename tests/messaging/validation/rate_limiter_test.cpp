#include "messaging/validation/rate_limiter.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

const RateLimiter::Time kStart{1000h};

TEST_CASE("without a limit, or without a name, nobody is limited") {
    RateLimiter off({0, 60s, 10});
    RateLimiter on({1, 60s, 10});
    for (int i = 0; i < 100; ++i) {
        CHECK_FALSE(off.refuse("1.2.3.4", kStart).has_value());
        CHECK_FALSE(on.refuse("", kStart).has_value());
    }
    CHECK(off.remembered() == 0);
    CHECK(on.remembered() == 0);
}

TEST_CASE("the request over the limit bans its client, and only that one") {
    RateLimiter limiter({3, 60s, 10});
    for (int i = 0; i < 3; ++i) CHECK_FALSE(limiter.refuse("a", kStart).has_value());
    CHECK(limiter.refuse("a", kStart) == 60s);
    CHECK(limiter.refuse("a", kStart + 59s) == 1s);
    CHECK_FALSE(limiter.refuse("b", kStart).has_value());
}

TEST_CASE("a ban ends on time and starts a new count") {
    RateLimiter limiter({2, 60s, 10});
    for (int i = 0; i < 2; ++i) CHECK_FALSE(limiter.refuse("a", kStart).has_value());
    CHECK(limiter.refuse("a", kStart).has_value());
    CHECK(limiter.refuse("a", kStart + 60s - 1ns).has_value());
    for (int i = 0; i < 2; ++i) CHECK_FALSE(limiter.refuse("a", kStart + 60s).has_value());
    CHECK(limiter.refuse("a", kStart + 60s).has_value());
}

TEST_CASE("a short ban clears the history too") {
    RateLimiter limiter({1, 5s, 10});
    CHECK_FALSE(limiter.refuse("a", kStart).has_value());
    CHECK(limiter.refuse("a", kStart + 1s).has_value());
    CHECK_FALSE(limiter.refuse("a", kStart + 6s).has_value());
}

TEST_CASE("the window slides: what is a minute old counts no more") {
    RateLimiter limiter({2, 60s, 10});
    CHECK_FALSE(limiter.refuse("a", kStart).has_value());
    CHECK_FALSE(limiter.refuse("a", kStart + 30s).has_value());
    CHECK_FALSE(limiter.refuse("a", kStart + 60s).has_value());
    CHECK(limiter.refuse("a", kStart + 61s).has_value());
}

TEST_CASE("quiet clients are forgotten, banned ones only when their ban is over") {
    RateLimiter limiter({1, 300s, 1000});
    CHECK_FALSE(limiter.refuse("banned", kStart).has_value());
    CHECK(limiter.refuse("banned", kStart).has_value());
    for (int i = 0; i < 50; ++i)
        CHECK_FALSE(limiter.refuse("c" + std::to_string(i), kStart + 1s).has_value());
    CHECK(limiter.remembered() == 51);
    CHECK(limiter.refuse("banned", kStart + 299s).has_value());
    CHECK_FALSE(limiter.refuse("x", kStart + 359s).has_value());
    CHECK(limiter.remembered() == 1);
}

TEST_CASE("never more clients are remembered than allowed, and an active one is not the victim") {
    RateLimiter limiter({2, 60s, 10});
    CHECK_FALSE(limiter.refuse("active", kStart).has_value());
    for (int i = 0; i < 1000; ++i) {
        CHECK_FALSE(limiter.refuse("c" + std::to_string(i), kStart).has_value());
        CHECK(limiter.remembered() <= 10);
        if (i == 5) CHECK_FALSE(limiter.refuse("active", kStart).has_value());
        if (i == 10) CHECK(limiter.refuse("active", kStart).has_value());
    }
    RateLimiter one({1, 60s, 1});
    CHECK_FALSE(one.refuse("a", kStart).has_value());
    CHECK(one.refuse("a", kStart).has_value());
}

TEST_CASE("an endless client name is remembered by its beginning") {
    RateLimiter limiter({1, 60s, 10});
    CHECK_FALSE(limiter.refuse(std::string(100'000, 'a'), kStart).has_value());
    CHECK(limiter.refuse(std::string(100'001, 'a'), kStart).has_value());
}

}  // namespace
}  // namespace kiln::messaging
