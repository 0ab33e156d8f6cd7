#include "messaging/durable/names.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("an id is one token of a subject and one key of a bucket") {
    for (const char* fine :
         {"a", "A-b_9", "0123456789012345678901234567890123456789012345678901234567890123"})
        CHECK(is_job_id(fine));
    for (const char* wrong : {"", "a.b", "*", ">", "a b", "a/b", "\xc3\xa4", "a\n",
                              "01234567890123456789012345678901234567890123456789012345678901234"})
        CHECK_FALSE(is_job_id(wrong));
}

TEST_CASE("a subject names a job only as a whole") {
    CHECK(id_after(kWorkPrefix, "kiln.work.job-1") == "job-1");
    CHECK_FALSE(id_after(kWorkPrefix, "kiln.work.").has_value());
    CHECK_FALSE(id_after(kWorkPrefix, "kiln.work.a.b").has_value());
    CHECK_FALSE(id_after(kWorkPrefix, "kiln.dead.a").has_value());
}

}  // namespace
}  // namespace kiln::messaging
