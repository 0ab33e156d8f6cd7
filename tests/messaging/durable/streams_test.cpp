#include "messaging/durable/streams.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

TEST_CASE("what was made as it is to be differs in nothing") {
    for (const StreamPlan& plan : stream_plans(DurableSettings{})) {
        CAPTURE(plan.name);
        CHECK(difference(plan, plan).fatal.empty());
        CHECK(difference(plan, plan).harmless.empty());
    }
}

TEST_CASE("a queue that could lose jobs is not used, whoever made it") {
    const StreamPlan work = stream_plans(DurableSettings{}).front();
    REQUIRE(work.work_queue);
    StreamPlan found = work;
    found.work_queue = false;
    CHECK(difference(work, found).fatal == "is no work queue");
    found = work;
    found.age = 60s;
    CHECK(difference(work, found).fatal == "throws jobs away after 60 s");
    found = work;
    found.refuses_when_full = false;
    CHECK_FALSE(difference(work, found).fatal.empty());
    found = work;
    found.subject = "other.>";
    CHECK(difference(work, found).fatal == "does not hold exactly the subject kiln.work.>");
}

TEST_CASE("other limits than the settings' are the operator's affair, and said") {
    for (const StreamPlan& plan : stream_plans(DurableSettings{})) {
        CAPTURE(plan.name);
        StreamPlan found = plan;
        found.replicas = 3;
        CHECK(difference(plan, found).fatal.empty());
        CHECK(difference(plan, found).harmless == "has 3 replicas, not 1");
        found = plan;
        found.most_bytes = 7;
        CHECK(difference(plan, found).harmless.starts_with("has room for 7 bytes"));
    }
}

}  // namespace
}  // namespace kiln::messaging
