#include <doctest/doctest.h>
#include <linux/filter.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>

extern "C" {
#include "worker-image/agent/job_files.h"
#include "worker-image/agent/requests.h"
}

namespace kiln::agent {

namespace {

// One of this kind that is taken as it is.
kiln_request request_of(std::uint32_t kind) {
    kiln_request request{};
    request.head = {KILN_PROTOCOL, kind};
    if (kind == KILN_CONFIGURE) request.configure.descriptors = 1024;
    if (kind == KILN_RUNTIME) request.runtime.number = 1;
    return request;
}

// Their sizes, and how many descriptors one of request_of() comes with.
struct Kind {
    std::uint32_t kind;
    std::size_t size;
    int fds;
};
constexpr Kind kKinds[] = {{KILN_CONFIGURE, sizeof(kiln_configure), 1},
                           {KILN_RUNTIME, sizeof(kiln_runtime), 0},
                           {KILN_MAKE_CELL, sizeof(kiln_make_cell), 0},
                           {KILN_KILL_CELL, sizeof(kiln_kill_cell), 0},
                           {KILN_PING, sizeof(kiln_ping), 0}};

std::size_t size_of(std::uint32_t kind) {
    const Kind* const found = std::ranges::find(kKinds, kind, &Kind::kind);
    return found == std::end(kKinds) ? sizeof(kiln_request) : found->size;
}

// Why it is refused; "": it is taken.
std::string refusal(const kiln_request& request, int fds, ssize_t size) {
    const fault refused = check_request(&request, size, fds);
    if (refused.step == nullptr) return "";
    CHECK(refused.error == EBADMSG);
    return refused.step;
}
// The same of one that has its kind's size.
std::string refusal(const kiln_request& request, int fds = 0) {
    return refusal(request, fds, static_cast<ssize_t>(size_of(request.head.kind)));
}

bool taken(const kiln_request& request, int fds = 0) {
    return refusal(request, fds).empty();
}

kiln_request configure_of(std::uint32_t attach_count, std::uint32_t flags = 0) {
    kiln_request request = request_of(KILN_CONFIGURE);
    request.configure.attach_count = attach_count;
    request.configure.flags = flags;
    return request;
}

kiln_request runtime_of(std::uint32_t number, std::uint32_t mode) {
    kiln_request request = request_of(KILN_RUNTIME);
    request.runtime.number = number;
    request.runtime.mode = mode;
    return request;
}

// Reasons, each of its own.
constexpr const char* kNoRequest = "a request that is not one";
constexpr const char* kNoConfiguration = "a configuration that is not one";
constexpr const char* kNoSuchRuntime = "a request for a runtime there is none of";
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
    for (const Kind& each : kKinds) CHECK(taken(request_of(each.kind), each.fds));
    const auto is_kind = [](std::uint32_t kind) {
        return std::ranges::count(kKinds, kind, &Kind::kind) > 0;
    };
    for (std::uint32_t kind = 0; kind < 256; ++kind) {
        CAPTURE(kind);
        for (const std::size_t size : {sizeof(kiln_request_head), sizeof(kiln_request)}) {
            const auto why = refusal(request_of(kind), 0, static_cast<ssize_t>(size));
            CHECK((why == kUnknownKind) == !is_kind(kind));
        }
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
    CHECK(refusal(runtime_of(KILN_MAX_RUNTIMES + 1, KILN_RUNTIME_FORKS)) == kNoSuchRuntime);
}

TEST_CASE("a cell is made with a runtime that there may be, or with none") {
    kiln_request request = request_of(KILN_MAKE_CELL);
    for (const std::uint32_t runtime : {0u, KILN_MAX_RUNTIMES}) {
        request.make_cell.runtime = runtime;
        CHECK(taken(request));
    }
    request.make_cell.runtime = KILN_MAX_RUNTIMES + 1;
    CHECK(refusal(request) == kNoSuchRuntime);
}

TEST_CASE("a request of another size than its kind's, or of another version, is refused") {
    for (const Kind& each : kKinds) {
        CAPTURE(each.kind);
        kiln_request request = request_of(each.kind);
        const auto right = static_cast<ssize_t>(each.size);
        constexpr ssize_t kHead = sizeof(kiln_request_head);
        for (const ssize_t size : {ssize_t{-1}, ssize_t{0}, ssize_t{1}, kHead - 1, right - 1,
                                   right + 1, ssize_t{sizeof request} + 1})
            CHECK(refusal(request, each.fds, size) == kNoRequest);
        for (const std::uint32_t version : {0u, KILN_PROTOCOL - 1, KILN_PROTOCOL + 1}) {
            request.head.version = version;
            CHECK(refusal(request, each.fds) == kNoRequest);
        }
    }
}

TEST_CASE("a request of one kind that is as long as another's is refused") {
    for (const Kind& each : kKinds)
        for (const Kind& other : kKinds) {
            if (other.size == each.size) continue;
            CAPTURE(each.kind);
            CAPTURE(other.kind);
            CHECK(refusal(request_of(each.kind), each.fds, static_cast<ssize_t>(other.size)) ==
                  kNoRequest);
        }
}

TEST_CASE("a request comes with exactly the descriptors of its kind") {
    for (const auto kind : {KILN_MAKE_CELL, KILN_KILL_CELL, KILN_PING})
        CHECK(refusal(request_of(kind), 1) == kUselessDescriptors);
    CHECK(refusal(request_of(KILN_CONFIGURE), 0) == kNoConfiguration);
    CHECK(refusal(configure_of(2), 3) == kNoConfiguration);
    CHECK(taken(configure_of(2), 5));
    CHECK(refusal(configure_of(~0u), 0) == kNoConfiguration);
    CHECK(refusal(configure_of(1u << 31), 1) == kNoConfiguration);
    kiln_request no_descriptors = request_of(KILN_CONFIGURE);
    no_descriptors.configure.descriptors = 0;
    CHECK(refusal(no_descriptors, 1) == kNoConfiguration);
    CHECK(taken(configure_of(MOST_ATTACH_FDS), MOST_CONFIGURE_FDS));
    CHECK(refusal(configure_of(MOST_ATTACH_FDS + 1), MOST_CONFIGURE_FDS + 2) == kNoConfiguration);
}

TEST_CASE("to be born in a group takes one directory, and unknown flags are refused") {
    CHECK(taken(configure_of(1, KILN_ATTACH_BY_CLONE), 3));
    CHECK(refusal(configure_of(0, KILN_ATTACH_BY_CLONE), 1) == kNoConfiguration);
    CHECK(refusal(configure_of(2, KILN_ATTACH_BY_CLONE), 5) == kNoConfiguration);
    CHECK(refusal(configure_of(0, 1u << 31), 1) == kNoConfiguration);
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
