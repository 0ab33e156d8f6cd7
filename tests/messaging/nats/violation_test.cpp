#include "messaging/nats/violation.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("a violation is read from the server's text") {
    const auto publish = read_violation("Permissions Violation for Publish to \"a.b\"");
    REQUIRE(publish.has_value());
    CHECK(publish->of == Violation::Of::Publish);
    CHECK(publish->subject == "a.b");
    const auto queue =
        read_violation("Permissions Violation for Subscription to \"$SRV.PING\" using queue \"q\"");
    REQUIRE(queue.has_value());
    CHECK(queue->of == Violation::Of::Subscription);
    CHECK(queue->subject == "$SRV.PING");
}

TEST_CASE("other errors are no violations") {
    for (const char* text : {"", "Authorization Violation", "Permissions Violation",
                             "Permissions Violation for Publish"})
        CHECK_FALSE(read_violation(text).has_value());
}

TEST_CASE("only subscriptions below $SRV are about discovery") {
    CHECK(is_discovery({Violation::Of::Subscription, "$SRV.PING.kiln"}));
    CHECK_FALSE(is_discovery({Violation::Of::Publish, "$SRV.PING"}));
    CHECK_FALSE(is_discovery({Violation::Of::Subscription, "compiler.execute.request"}));
}

}  // namespace
}  // namespace kiln::messaging
