#include <doctest/doctest.h>
#include <linux/filter.h>

#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>

extern "C" {
#include "worker-image/agent/job_files.h"
#include "worker-image/agent/requests.h"
}

namespace kiln::agent {

namespace {

kiln_request request_of(std::uint32_t kind, std::uint32_t attach_count = 0,
                        std::uint32_t flags = 0) {
    kiln_request request{};
    request.version = KILN_PROTOCOL;
    request.kind = kind;
    request.attach_count = attach_count;
    request.flags = flags;
    request.descriptors = 1024;
    return request;
}

// Why it is refused; "": it is taken.
std::string refusal(const kiln_request& request, int fds = 0, ssize_t size = sizeof(kiln_request)) {
    const fault refused = check_request(&request, size, fds);
    if (refused.step == nullptr) return "";
    CHECK(refused.error == EBADMSG);
    return refused.step;
}

bool taken(const kiln_request& request, int fds = 0) {
    return refusal(request, fds).empty();
}

kiln_request runtime_of(std::uint32_t number, std::uint32_t mode) {
    kiln_request request = request_of(KILN_RUNTIME);
    request.runtime = number;
    request.mode = mode;
    return request;
}

// Reasons, each of its own.
constexpr const char* kNoRequest = "a request that is not one";
constexpr const char* kNoConfiguration = "a configuration that is not one";
constexpr const char* kNoRuntime = "a runtime that is not one";
constexpr const char* kUselessDescriptors = "a request with descriptors it has no use for";
constexpr const char* kUnknownKind = "a request of an unknown kind";

// The length, or -1 for a file that is refused.
int length_of(off_t size, mode_t mode = S_IFREG) {
    struct stat about {};
    about.st_size = size;
    about.st_mode = mode;
    unsigned short length = 0;
    return filter_length(&about, &length).step == nullptr ? length : -1;
}

}  // namespace

TEST_CASE("the agent takes five kinds of requests, and of all other numbers says so") {
    const std::set<std::uint32_t> kinds = {KILN_CONFIGURE, KILN_MAKE_CELL, KILN_KILL_CELL,
                                           KILN_PING, KILN_RUNTIME};
    CHECK(taken(request_of(KILN_CONFIGURE), 1));
    CHECK(taken(runtime_of(1, KILN_RUNTIME_FORKS)));
    for (const auto kind : {KILN_MAKE_CELL, KILN_KILL_CELL, KILN_PING})
        CHECK(taken(request_of(kind)));
    for (std::uint32_t kind = 0; kind < 256; ++kind) {
        CAPTURE(kind);
        CHECK((refusal(request_of(kind)) == kUnknownKind) == !kinds.contains(kind));
    }
    CHECK(refusal(request_of(~0u)) == kUnknownKind);
}

TEST_CASE("a runtime has a number and a mode that there is, and one descriptor at most") {
    for (const std::uint32_t mode :
         {0u, unsigned{KILN_RUNTIME_FORKS}, unsigned{KILN_RUNTIME_WAITS}})
        for (const int fds : {0, 1}) CHECK(taken(runtime_of(KILN_MAX_RUNTIMES, mode), fds));
    CHECK(refusal(runtime_of(0, KILN_RUNTIME_FORKS)) == kNoRuntime);
    CHECK(refusal(runtime_of(1, KILN_RUNTIME_WAITS + 1)) == kNoRuntime);
    CHECK(refusal(runtime_of(1, KILN_RUNTIME_FORKS), 2) == kUselessDescriptors);
    CHECK(refusal(runtime_of(KILN_MAX_RUNTIMES + 1, KILN_RUNTIME_FORKS)) ==
          "a request for a runtime there is none of");
}

TEST_CASE("a request of another size or version is refused") {
    kiln_request request = request_of(KILN_PING);
    for (const ssize_t size : {ssize_t{-1}, ssize_t{1}, ssize_t{sizeof request - 1}})
        CHECK(refusal(request, 0, size) == kNoRequest);
    request.version = KILN_PROTOCOL + 1;
    CHECK(refusal(request) == kNoRequest);
}

TEST_CASE("a request comes with exactly the descriptors of its kind") {
    for (const auto kind : {KILN_MAKE_CELL, KILN_KILL_CELL, KILN_PING})
        CHECK(refusal(request_of(kind), 1) == kUselessDescriptors);
    CHECK(refusal(request_of(KILN_CONFIGURE), 0) == kNoConfiguration);
    CHECK(refusal(request_of(KILN_CONFIGURE, 2), 3) == kNoConfiguration);
    CHECK(taken(request_of(KILN_CONFIGURE, 2), 5));
    CHECK(refusal(request_of(KILN_CONFIGURE, ~0u), 0) == kNoConfiguration);
    CHECK(refusal(request_of(KILN_CONFIGURE, 1u << 31), 1) == kNoConfiguration);
    kiln_request no_descriptors = request_of(KILN_CONFIGURE);
    no_descriptors.descriptors = 0;
    CHECK(refusal(no_descriptors, 1) == kNoConfiguration);
    CHECK(taken(request_of(KILN_CONFIGURE, MOST_ATTACH_FDS), MOST_CONFIGURE_FDS));
    CHECK(refusal(request_of(KILN_CONFIGURE, MOST_ATTACH_FDS + 1), MOST_CONFIGURE_FDS + 2) ==
          kNoConfiguration);
}

TEST_CASE("to be born in a group takes one directory, and unknown flags are refused") {
    CHECK(taken(request_of(KILN_CONFIGURE, 1, KILN_ATTACH_BY_CLONE), 3));
    CHECK(refusal(request_of(KILN_CONFIGURE, 0, KILN_ATTACH_BY_CLONE), 1) == kNoConfiguration);
    CHECK(refusal(request_of(KILN_CONFIGURE, 2, KILN_ATTACH_BY_CLONE), 5) == kNoConfiguration);
    CHECK(refusal(request_of(KILN_CONFIGURE, 0, 1u << 31), 1) == kNoConfiguration);
}

TEST_CASE("no odd seccomp program counts as none") {
    constexpr off_t one = sizeof(sock_filter);
    CHECK(length_of(0) == 0);
    CHECK(length_of(3 * one) == 3);
    CHECK(length_of(4096 * one) == 4096);
    CHECK(length_of(4097 * one) == -1);
    CHECK(length_of(65536 * one) == -1);  // 0 in the 16 bits the kernel is told
    CHECK(length_of(one + 1) == -1);
    CHECK(length_of(0, S_IFIFO) == -1);
}

TEST_CASE("a job message has its size, its version, a blob, an input and no more files than fit") {
    kiln_job job{};
    job.version = KILN_PROTOCOL;
    const auto fits = [&job](ssize_t size, int fds) {
        return check_job(&job, size, fds).step == nullptr;
    };
    CHECK(fits(sizeof job, 2));
    CHECK(fits(sizeof job, 2 + KILN_MAX_FILE_FDS));
    CHECK_FALSE(fits(sizeof job, 1));
    CHECK_FALSE(fits(sizeof job, 3 + KILN_MAX_FILE_FDS));
    job.flags = KILN_JOB_NO_INPUT;
    CHECK(fits(sizeof job, 1));
    CHECK(fits(sizeof job, 1 + KILN_MAX_FILE_FDS));
    CHECK_FALSE(fits(sizeof job, 0));
    CHECK_FALSE(fits(sizeof job, 2 + KILN_MAX_FILE_FDS));
    job.flags = 0;
    CHECK_FALSE(fits(sizeof job - 1, 2));
    job.version = 0;
    CHECK_FALSE(fits(sizeof job, 2));
}

}  // namespace kiln::agent
