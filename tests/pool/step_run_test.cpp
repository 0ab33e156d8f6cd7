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
        event.kind = KILN_CELL_EMPTY;
        say(event);
    }
    // The command's end, by exit status `code`; the streams stay in somebody's hands.
    void say_end(kiln_event_kind kind, int code = 0) {
        kiln_event event{};
        event.kind = kind;
        event.status = code << 8;
        say(event);
    }
};

void write_all(const UniqueFd& pipe, std::string_view text) {
    REQUIRE(::write(pipe.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

void wait_for(boost::asio::io_context& io, milliseconds time) {
    io.restart();
    io.run_for(time);
}

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

TEST_CASE("a step ends at its init's word with all its output, whoever holds its streams open") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    REQUIRE(run->start(plain_step()));
    // More than one read takes: most of it is still in the pipe when the end is heard of.
    REQUIRE(::fcntl(cell.out.write.get(), F_SETPIPE_SZ, 1 << 19) > 0);
    const std::string much(200'000, 'x');
    write_all(cell.out.write, much);
    write_all(cell.err.write, "trouble\n");
    cell.say_end(KILN_CELL_EMPTY, 3);
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    CHECK(report.value().out == much);
    CHECK(report.value().err == "trouble\n");
    CHECK(report.value().exit_code == 3);
    CHECK(report.value().cut == Cut::None);
}

TEST_CASE("a step's time ends with its command, its output when nobody is left to write") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    StepSpec spec = plain_step();
    spec.limits.wall = milliseconds(60);
    REQUIRE(run->start(std::move(spec)));
    cell.say_end(KILN_CELL_EXITED);
    wait_for(io, milliseconds(120));  // past the limit, with others still dying
    run->cut(Cut::Cancelled);
    write_all(cell.out.write, "late\n");
    cell.say_end(KILN_CELL_EMPTY, 9);
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    CHECK(report.value().cut == Cut::None);
    CHECK(report.value().exit_code == 0);
    CHECK(report.value().wall < milliseconds(60));
    CHECK(report.value().out == "late\n");
}

TEST_CASE("an init that never says that nobody is left holds up a step for a moment only") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    StepSpec spec = plain_step();
    spec.limits.wall = std::chrono::minutes(1);
    REQUIRE(run->start(std::move(spec)));
    write_all(cell.out.write, "all\n");
    cell.say_end(KILN_CELL_EXITED);
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    CHECK(report.value().cut == Cut::None);
    CHECK(report.value().exit_code == 0);
    CHECK(report.value().out == "all\n");
}

TEST_CASE("output beyond its limit that is only seen at the end is output beyond its limit") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    StepSpec spec = plain_step();
    spec.limits.output_bytes = 10;
    REQUIRE(run->start(std::move(spec)));
    cell.say_end(KILN_CELL_EXITED);
    wait_for(io, milliseconds(1));
    write_all(cell.err.write, "12345678901");
    cell.say_end(KILN_CELL_EMPTY);
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    CHECK(report.value().output_limit_hit);
    CHECK(report.value().cut == Cut::Output);
    CHECK(report.value().merged == "1234567890");
}

TEST_CASE("an end of another cell, or with a descriptor, or without the init, is no exit status") {
    const UniqueFd file = sealed_memfd("file", "x").value();
    for (int kind = 0; kind < 3; ++kind) {
        CAPTURE(kind);
        boost::asio::io_context io(1);
        FakeCell cell;
        CgroupLeaf leaf;
        const auto run = make_run(io, cell, leaf);
        StepSpec spec = plain_step();
        spec.limits.wall = std::chrono::minutes(1);
        REQUIRE(run->start(std::move(spec)));
        write_all(cell.out.write, "all\n");
        kiln_event event{};
        event.kind = KILN_CELL_EMPTY;
        if (kind == 0) event.cell = 7;
        const int fd = file.get();
        if (kind == 2)
            cell.init.theirs.reset();
        else
            cell.say(event, kind == 1 ? std::span(&fd, 1) : std::span<const int>());
        const auto report = run_coroutine(io, run->done());
        REQUIRE(report);
        CHECK_FALSE(report.value().exit_code);
        CHECK(report.value().out == "all\n");
    }
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

TEST_CASE("CPU time and memory that an init makes up stay a time and a size") {
    boost::asio::io_context io(1);
    FakeCell cell;
    CgroupLeaf leaf;
    const auto run = make_run(io, cell, leaf);
    REQUIRE(run->start(plain_step()));
    kiln_event wild{};
    wild.user_us = wild.system_us = wild.maxrss_kb = ~0ull;
    cell.end_with(wild);
    const auto report = run_coroutine(io, run->done());
    REQUIRE(report);
    REQUIRE(report.value().cpu);
    CHECK(report.value().cpu->count() > 0);
    CHECK(*report.value().cpu <= std::chrono::hours(48));
    REQUIRE(report.value().memory_peak_bytes);
    CHECK(*report.value().memory_peak_bytes == 1ull << 40);
}

}  // namespace kiln::pool
