#include "pool/step_run.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "pool/base/memfd.h"
#include "pool/base/unix_socket.h"
#include "tests/pool/run_coroutine.h"

// A step whose init and program are this test. Real ones are tested in containers/.
namespace kiln::pool {

namespace {

using std::chrono::milliseconds;

struct Pipe {
    Pipe() {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
    UniqueFd read, write;
};

// A leaf that counts `cpu_ns` of CPU time.
CgroupLeaf leaf_with_cpu(const char* cpu_ns) {
    LeafFiles files;
    UniqueFd& usage = files[static_cast<std::size_t>(LeafFile::CpuUsage)];
    usage = sealed_memfd("usage", cpu_ns).value();
    return {1, std::move(files)};
}

struct FakeCell {
    SocketPair job = seqpacket_pair().value();
    SocketPair init = seqpacket_pair().value();
    Pipe out, err;

    CellEnds ends() {
        return {std::move(job.ours), std::move(init.ours), std::move(out.read),
                std::move(err.read)};
    }
    void say(kiln_event event, std::span<const int> fds = {}) {
        event.version = KILN_PROTOCOL;
        REQUIRE(send_message(init.theirs.get(), as_message(event), fds));
    }
    void end_with(kiln_event event) {
        out.write.reset();
        err.write.reset();
        event.kind = KILN_CELL_EXITED;
        say(event);
    }
};

StepSpec plain_step() {
    StepSpec spec;
    spec.argv = {"./program"};
    return spec;
}

std::shared_ptr<StepRun> make_run(boost::asio::io_context& io, FakeCell& cell, CgroupLeaf& leaf) {
    return std::make_shared<StepRun>(io.get_executor(), cell.ends(), leaf, 1u, [] {});
}

}  // namespace

TEST_CASE("a CPU timer that comes due as the run ends watches nothing any more") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf = leaf_with_cpu("0\n");
    const auto run = make_run(io, cell, leaf);
    StepSpec spec = plain_step();
    spec.limits.cpu = milliseconds(1);
    REQUIRE(run->start(std::move(spec)));
    cell.end_with({});
    // Both are due when the loop first looks: the end, which it sees first, and the timer.
    const auto due = Clock::now() + milliseconds(2);
    while (Clock::now() < due) {
    }
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    io.restart();
    io.poll();
    CHECK(io.stopped());  // nothing waits; the leaf may go
}

TEST_CASE("an artefact's size is that of what was copied, whatever the cell says") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    StepSpec spec = plain_step();
    spec.artifacts = {"program"};
    REQUIRE(run->start(std::move(spec)));
    cell.end_with({});
    auto report = run_coroutine(io, run->done());
    REQUIRE(report);

    const UniqueFd file = sealed_memfd("program", "seven b").value();
    kiln_event lie{};
    lie.kind = KILN_CELL_FILE;
    lie.size = 1ull << 40;
    const int fd = file.get();
    cell.say(lie, {&fd, 1});
    std::optional<bool> fetched;
    const auto fetch = [](StepRun& from, StepReport& into) -> boost::asio::awaitable<bool> {
        co_await from.fetch_artifacts(into);
        co_return true;
    };
    start_coroutine(io, fetch(*run, report.value()), fetched);
    REQUIRE(run_until_there(io, fetched));
    REQUIRE(report.value().artifacts.size() == 1);
    CHECK(report.value().artifacts[0].size == 7);
}

TEST_CASE("a job child that cannot begin the command says whose fault it is") {
    struct Row {
        const char* step;
        int error;
        bool ours;
    };
    for (const Row& row :
         {Row{KILN_STEP_CREATE, ENOSPC, false}, Row{KILN_STEP_CREATE, EIO, true}}) {
        CAPTURE(row.error);
        boost::asio::io_context io(1);
        FakeCell cell;
        CgroupLeaf leaf;
        const auto run = make_run(io, cell, leaf);
        REQUIRE(run->start(plain_step()));
        kiln_event failed{};
        failed.version = KILN_PROTOCOL;
        failed.kind = KILN_CELL_FAILED;
        failed.error = row.error;
        std::copy_n(row.step, std::string_view(row.step).size(), failed.step);
        REQUIRE(send_message(cell.job.theirs.get(), as_message(failed), {}));
        cell.end_with({});
        const auto report = run_coroutine(io, run->done());
        CHECK(report.has_value() != row.ours);
        if (row.ours) {
            CHECK(report.error().step == row.step);
        } else {
            REQUIRE(report.value().not_begun);
            CHECK(report.value().not_begun->why == NotBegun::Why::Files);
        }
    }
}

TEST_CASE("CPU time that an init makes up stays a time") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    REQUIRE(run->start(plain_step()));
    kiln_event wild{};
    wild.user_us = wild.system_us = ~0ull;
    cell.end_with(wild);
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    REQUIRE(report.value().cpu);
    CHECK(report.value().cpu->count() > 0);
    CHECK(*report.value().cpu <= std::chrono::hours(48));
}

}  // namespace kiln::pool
