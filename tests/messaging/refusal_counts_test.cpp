#include "messaging/refusal_counts.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace kiln::messaging {
namespace {

std::uint64_t total(const RefusalCounts& counts, std::string_view reason) {
    const auto& reasons = RefusalCounts::kReasons;
    const auto found = std::find(reasons.begin(), reasons.end(), reason);
    REQUIRE(found != reasons.end());
    return counts.totals()[static_cast<std::size_t>(found - reasons.begin())];
}

TEST_CASE("refusals are counted by reason, and an unknown reason is another") {
    RefusalCounts counts;
    counts.count("policy");
    counts.count("policy");
    counts.count("queue");
    counts.count("of somebody's making");
    counts.count("other");
    CHECK(total(counts, "policy") == 2);
    CHECK(total(counts, "queue") == 1);
    CHECK(total(counts, "other") == 2);
    CHECK(total(counts, "base64") == 0);
}

}  // namespace
}  // namespace kiln::messaging
