#include "messaging/nats/backoff.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

void check_within(std::chrono::milliseconds value, std::chrono::milliseconds most) {
    CHECK(value >= most / 2);
    CHECK(value <= most);
}

TEST_CASE("the wait doubles from failure to failure, up to two seconds") {
    Backoff backoff;
    for (const auto most : {100ms, 200ms, 400ms, 800ms, 1600ms, 2000ms, 2000ms}) {
        check_within(backoff.next(), most);
        backoff.failed();
    }
}

TEST_CASE("a success begins anew") {
    Backoff backoff;
    for (int i = 0; i < 10; ++i) backoff.failed();
    backoff.succeeded();
    check_within(backoff.next(), 100ms);
}

}  // namespace
}  // namespace kiln::messaging
