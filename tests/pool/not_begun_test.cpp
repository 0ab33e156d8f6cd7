#include "pool/not_begun.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

#include "pool/protocol/job_protocol.h"

namespace kiln::pool {

using Why = NotBegun::Why;

TEST_CASE("what a job asked too much of is told apart, with what the kernel said") {
    struct Row {
        const char* step;
        int error;
        Why why;
    };
    const Row rows[] = {
        {KILN_STEP_FOLDER, ENOSPC, Why::Files},       {KILN_STEP_FOLDER, EEXIST, Why::Files},
        {KILN_STEP_CREATE, ENAMETOOLONG, Why::Files}, {KILN_STEP_CREATE, ENOTDIR, Why::Files},
        {KILN_STEP_WRITE, ENOSPC, Why::Files},        {KILN_STEP_COPY, ENOSPC, Why::Files},
        {KILN_STEP_LINK, ENOSPC, Why::Files},         {KILN_STEP_WRITE, ENOMEM, Why::Memory},
        {KILN_STEP_MAP, ENOMEM, Why::Memory},         {KILN_STEP_EXECUTE, E2BIG, Why::Words},
        {KILN_STEP_EXECUTE, ENOMEM, Why::Memory},     {KILN_STEP_EXECUTE, EAGAIN, Why::Processes},
        {KILN_STEP_EXECUTE, ENOENT, Why::Command},    {KILN_STEP_EXECUTE, EACCES, Why::Command},
        {KILN_STEP_EXECUTE, ENOEXEC, Why::Command},   {KILN_STEP_EXECUTE, EINVAL, Why::Command},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.step));
        CAPTURE(row.error);
        const auto found = why_not_begun(row.step, row.error);
        REQUIRE(found);
        CHECK(found->why == row.why);
        CHECK(found->code.value() == row.error);
    }
}

TEST_CASE("all else is trouble of ours, and so is what no step of a cell is called") {
    CHECK_FALSE(why_not_begun(KILN_STEP_CREATE, EACCES));
    CHECK_FALSE(why_not_begun(KILN_STEP_WRITE, EIO));
    CHECK_FALSE(why_not_begun(KILN_STEP_MAP, EBADF));
    CHECK_FALSE(why_not_begun(KILN_STEP_EXECUTE, EIO));
    CHECK_FALSE(why_not_begun("limit the stack", ENOMEM));
    CHECK_FALSE(why_not_begun("a job blob that does not fit its description", EBADMSG));
    CHECK_FALSE(why_not_begun("", 0));
}

}  // namespace kiln::pool
