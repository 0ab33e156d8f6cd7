#include "messaging/job_id.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace kiln::messaging {
namespace {

TEST_CASE("job ids are 22 letters and digits, and none comes twice") {
    JobIds first = JobIds::make().value();
    JobIds second = JobIds::make().value();
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        for (JobIds* ids : {&first, &second}) {
            const std::string id = ids->next();
            CHECK(id.size() == 22);
            CHECK(std::ranges::all_of(id, [](unsigned char c) { return std::isalnum(c) != 0; }));
            seen.insert(id);
        }
    }
    CHECK(seen.size() == 2000);
}

}  // namespace
}  // namespace kiln::messaging
