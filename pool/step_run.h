#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "pool/base/result.h"
#include "pool/cgroup/leaf.h"
#include "pool/cpu_watch.h"
#include "pool/event.h"
#include "pool/job_message.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/step.h"

namespace kiln::pool {

// The engine's ends of one ready cell (cell_protocol.h).
struct CellEnds {
    UniqueFd job;
    UniqueFd control;
    UniqueFd out;
    UniqueFd err;
    std::uint64_t cell = 0;  // its number, which its init's words carry
    // What the program has of a warm runtime, if it is to go on in that: not charged to its group.
    std::uint64_t held = 0;
    bool warm = false;
};

// One step while it runs: sends the job, captures both streams, watches the limits, kills.
//
// Driven by callbacks on one executor; keeps itself alive while any is pending. It ends when the
// cell's init says that nobody is left, or is dead itself, or is silent for a moment after our kill or
// the command's end: never by the end of a stream, whose other end may be in a socket's queue or in
// hands that hold it for ever. What lies in the pipes then is the rest of the output. `kill` asks the
// agent to kill the cell; it is called at most once. Whether the cell is dead afterwards is seen by
// Container::dispose_cell.
class StepRun : public std::enable_shared_from_this<StepRun> {
  public:
    // `leaf` must live until done() has completed; `cpus` is how many processors the cell may
    // use at once, for the earliest moment its CPU limit can be reached.
    StepRun(boost::asio::any_io_executor executor, CellEnds ends, CgroupLeaf& leaf, unsigned cpus,
            std::function<void()> kill);

    // Sends the job and starts all watches. On an Error nothing has started.
    [[nodiscard]] Result<void> start(StepSpec spec);
    // Completes at the end. The report has no artefacts yet. An Error: the cell could not begin the
    // command, for a reason that is no fault of the step's (those are in the report).
    [[nodiscard]] boost::asio::awaitable<Result<StepReport>> done();
    void cut(Cut why);

    // After done(): brings out what the spec asked for. Stops at the first that cannot be had and
    // says why in the report.
    [[nodiscard]] boost::asio::awaitable<void> fetch_artifacts(StepReport& report);

  private:
    using Descriptor = boost::asio::posix::stream_descriptor;

    void arm_timers();
    void arm_cpu_timer();
    void watch_cpu();
    [[nodiscard]] bool cpu_used_up(std::chrono::microseconds used);
    [[nodiscard]] std::chrono::microseconds since_start() const;
    void watch_oom();
    void await_oom_notice();
    void check_oom(int again);
    void await_output(Stream stream);
    [[nodiscard]] bool read_stream(Stream stream);
    void drain();
    void take_output(Stream stream, std::string_view bytes);
    void await_init();
    void hear_init();
    void end_command(const kiln_event& event);
    void expect_end();
    void finish();
    void close_all();
    [[nodiscard]] Result<void> send(JobMessage& message);
    [[nodiscard]] Result<std::optional<NotBegun>> start_fault();
    [[nodiscard]] boost::asio::awaitable<Result<Artifact>> fetch(std::string name);

    Descriptor job_;
    Descriptor control_;
    Descriptor out_;
    Descriptor err_;
    Descriptor oom_;
    CgroupLeaf& leaf_;
    std::uint64_t cell_;
    std::uint64_t held_;
    bool warm_;
    unsigned cpus_;
    std::optional<CpuWatch> cpu_watch_;  // once the step has started
    std::function<void()> kill_;
    boost::asio::steady_timer wall_timer_;
    boost::asio::steady_timer cpu_timer_;
    boost::asio::steady_timer oom_timer_;
    boost::asio::steady_timer kill_timer_;
    Event ended_;

    StepSpec spec_;
    StepReport report_;
    Clock::time_point started_;
    kiln_event exit_{};
    bool exited_ = false;  // the command's end was reported: nothing is cut any more
    bool finished_ = false;
};

}  // namespace kiln::pool
