#include "pool/step_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "pool/artifact_copy.h"
#include "pool/base/pipe_reading.h"
#include "pool/base/unix_socket.h"
#include "pool/event_text.h"
#include "pool/not_begun.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

// 1024 processes take 32 ms to die here, 64 throttled ones 50: what a step waits for them.
constexpr milliseconds kKillPatience{300};
// The CPU counter is looked at no more often than this near its limit.
constexpr milliseconds kCpuGrain{1};
// The kernel's notice of a met memory limit may come before its kill is counted.
constexpr milliseconds kOomRecheck{5};
constexpr int kOomRechecks = 3;
constexpr milliseconds kFetchPatience{2000};
constexpr milliseconds kCopyPatience{10'000};

// What an init says of its child's CPU time. Bounded, so that nothing computed from it overflows.
microseconds told_cpu(const kiln_event& exit) {
    constexpr std::uint64_t kMost = microseconds(std::chrono::hours(24)).count();
    return microseconds(std::min(exit.user_us, kMost) + std::min(exit.system_us, kMost));
}

// The same of its memory.
std::uint64_t told_memory(const kiln_event& exit) {
    constexpr std::uint64_t kMostKb = 1ull << 30;
    return std::min(exit.maxrss_kb, kMostKb) << 10;
}

// The event carries a size too, but that is the cell's word.
Result<std::uint64_t> size_of(const UniqueFd& fd) {
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) return errno_error("fstat of an artefact");
    return static_cast<std::uint64_t>(about.st_size);
}

}  // namespace

StepRun::StepRun(asio::any_io_executor executor, CellEnds ends, CgroupLeaf& leaf, unsigned cpus,
                 std::function<void()> kill)
    : job_(executor, ends.job.release()),
      control_(executor, ends.control.release()),
      out_(executor, ends.out.release()),
      err_(executor, ends.err.release()),
      oom_(executor),
      leaf_(leaf),
      cell_(ends.cell),
      held_(ends.held),
      warm_(ends.warm),
      cpus_(std::max(1u, cpus)),
      kill_(std::move(kill)),
      wall_timer_(executor),
      cpu_timer_(executor),
      oom_timer_(executor),
      kill_timer_(executor),
      ended_(executor) {}

Result<void> StepRun::start(StepSpec spec) {
    spec_ = std::move(spec);
    const bool none = leaf_.version() == 0;
    BOOST_OUTCOME_TRY(JobMessage message, encode_job(spec_, {none, none, none}, warm_));
    leaf_.begin();
    started_ = Clock::now();
    BOOST_OUTCOME_TRY(send(message));
    await_init();
    await_output(Stream::Out);
    await_output(Stream::Err);
    watch_oom();
    arm_timers();
    return success();
}

Result<void> StepRun::send(JobMessage& message) {
    std::vector<int> fds{message.blob.get()};
    if (message.input.valid()) fds.push_back(message.input.get());
    for (const UniqueFd& file : message.files) fds.push_back(file.get());
    return send_message_now(job_.native_handle(), as_message(message.job), fds);
}

// ---- limits ------------------------------------------------------------------------------------

void StepRun::arm_timers() {
    cpu_watch_.emplace(spec_.limits.cpu, cpus_);
    cpu_watch_->begin(started_);
    wall_timer_.expires_at(started_ + spec_.limits.wall);
    wall_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->cut(Cut::WallTime);
    });
    arm_cpu_timer();
}

void StepRun::arm_cpu_timer() {
    if (!leaf_.cpu_time()) return;
    cpu_timer_.expires_after(std::max<microseconds>(cpu_watch_->earliest(), kCpuGrain));
    cpu_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->watch_cpu();
    });
}

// Looks at the counter, now that it is due or the step has ended.
bool StepRun::cpu_used_up(microseconds used) {
    const Clock::time_point now = Clock::now();
    const Clock::time_point due = std::min(now, cpu_timer_.expiry());
    const bool used_up = cpu_watch_->used_up(now, due, used);
    report_.paused = cpu_watch_->paused();
    return used_up;
}

void StepRun::watch_cpu() {
    // A timer that had fired when the run ended: the leaf may be gone, or another run's.
    if (finished_ || exited_) return;
    if (cpu_used_up(leaf_.cpu_time().value_or(microseconds(0))))
        cut(Cut::Cpu);
    else
        arm_cpu_timer();
}

void StepRun::watch_oom() {
    const int notice = leaf_.oom_descriptor();
    if (notice < 0) return;
    const int own = ::fcntl(notice, F_DUPFD_CLOEXEC, 0);
    if (own < 0) return;  // the kill is still counted; only its early notice is lost
    oom_.assign(own);
    await_oom_notice();
}

void StepRun::await_oom_notice() {
    const auto kind = leaf_.version() == 2 ? Descriptor::wait_error : Descriptor::wait_read;
    oom_.async_wait(kind, [self = shared_from_this()](const error_code& error) {
        if (!error) self->check_oom(kOomRechecks);
    });
}

void StepRun::check_oom(int again) {
    if (finished_) return;
    if (leaf_.oom_kills() > 0) {
        cut(Cut::Memory);
        return;
    }
    if (again == 0) {
        // Refused, but nobody killed yet: the next notice tells. v1 counts them in an eventfd.
        std::uint64_t notices = 0;
        if (leaf_.version() == 1) (void)!::read(oom_.native_handle(), &notices, sizeof notices);
        await_oom_notice();
        return;
    }
    oom_timer_.expires_after(kOomRecheck);
    oom_timer_.async_wait([self = shared_from_this(), again](const error_code& error) {
        if (!error) self->check_oom(again - 1);
    });
}

microseconds StepRun::since_start() const {
    return std::chrono::duration_cast<microseconds>(Clock::now() - started_);
}

void StepRun::cut(Cut why) {
    if (finished_ || report_.cut != Cut::None) return;
    // What ended in time is judged by its counters. Its output is not all read yet.
    if (exited_ && why != Cut::Output) return;
    report_.cut = why;
    if (!exited_) report_.wall = since_start();
    report_.starved = leaf_.starved();
    kill_();
    expect_end();
}

// From here on the cell is dying, by our kill or by its init's: a step waits no longer for it.
void StepRun::expect_end() {
    kill_timer_.expires_after(kKillPatience);
    kill_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->finish();
    });
}

// ---- what comes out ----------------------------------------------------------------------------

void StepRun::await_output(Stream stream) {
    Descriptor& pipe = stream == Stream::Out ? out_ : err_;
    pipe.async_wait(Descriptor::wait_read,
                    [self = shared_from_this(), stream](const error_code& error) {
                        if (error || self->finished_) return;
                        if (self->read_stream(stream)) self->await_output(stream);
                    });
}

// One buffer full. Whether there may be more, later if not now.
bool StepRun::read_stream(Stream stream) {
    static thread_local std::array<char, 65536> buffer;
    Descriptor& pipe = stream == Stream::Out ? out_ : err_;
    const auto got = read_pipe_now(pipe.native_handle(), buffer);
    if (!got) return got.error().code == std::errc::resource_unavailable_try_again;
    if (got.value() == 0) return false;
    take_output(stream, {buffer.data(), got.value()});
    return !finished_ && !report_.output_limit_hit;
}

// What is in the pipes now: nobody is left who writes, or what he writes is nobody's. Ends by the
// output limit at the latest.
void StepRun::drain() {
    for (const Stream stream : {Stream::Out, Stream::Err}) {
        std::size_t before = 0;
        do before = report_.merged.size();
        while (!report_.output_limit_hit && read_stream(stream) && report_.merged.size() > before);
    }
}

void StepRun::take_output(Stream stream, std::string_view bytes) {
    const std::size_t room =
        without(Wall::OutputCap) ? bytes.size() : spec_.limits.output_bytes - report_.merged.size();
    const bool over = bytes.size() > room;
    bytes = bytes.substr(0, room);
    (stream == Stream::Out ? report_.out : report_.err).append(bytes);
    report_.merged.append(bytes);
    if (spec_.on_output && !bytes.empty()) spec_.on_output(stream, bytes);
    if (over) {
        report_.output_limit_hit = true;
        cut(Cut::Output);
    }
}

// ---- the end -----------------------------------------------------------------------------------

void StepRun::await_init() {
    control_.async_wait(Descriptor::wait_read,
                        [self = shared_from_this()](const error_code& error) {
                            if (!error && !self->finished_) self->hear_init();
                        });
}

void StepRun::hear_init() {
    kiln_event event{};
    const auto received = receive_message(control_.native_handle(), as_buffer(event));
    const bool sound = received && received.value().size == sizeof event &&
                       received.value().fds.empty() && event.version == KILN_PROTOCOL &&
                       event.cell == cell_;
    if (sound && event.kind == KILN_CELL_EXITED && !exited_) {
        end_command(event);
        expect_end();
        await_init();
        return;
    }
    if (sound && event.kind == KILN_CELL_EMPTY && !exited_) end_command(event);
    // Anything else, end of file above all, means that the init is dead or worthless.
    finish();
}

// Its time is over; what it leaves to die has none.
void StepRun::end_command(const kiln_event& event) {
    exit_ = event;
    exited_ = true;
    if (report_.cut == Cut::None) report_.wall = since_start();
    wall_timer_.cancel();
    cpu_timer_.cancel();
}

void StepRun::finish() {
    if (finished_) return;
    drain();
    finished_ = true;
    if (!exited_ && report_.cut == Cut::None) report_.wall = since_start();
    report_.cpu = leaf_.cpu_time();
    if (report_.cpu && cpu_watch_) (void)cpu_used_up(*report_.cpu);
    report_.memory_peak_bytes = leaf_.memory_peak();
    if (report_.memory_peak_bytes) *report_.memory_peak_bytes += held_;
    report_.warm = warm_;
    report_.oom_kills = leaf_.oom_kills();
    report_.process_limit_hits = leaf_.process_limit_hits();
    if (exited_) {
        if (WIFEXITED(exit_.status)) report_.exit_code = WEXITSTATUS(exit_.status);
        if (WIFSIGNALED(exit_.status)) report_.term_signal = WTERMSIG(exit_.status);
        if (!report_.cpu) report_.cpu = told_cpu(exit_);
        if (!report_.memory_peak_bytes) report_.memory_peak_bytes = told_memory(exit_);
    }
    close_all();
    ended_.set();
}

void StepRun::close_all() {
    for (asio::steady_timer* timer : {&wall_timer_, &cpu_timer_, &oom_timer_, &kill_timer_})
        timer->cancel();
    for (Descriptor* descriptor : {&out_, &err_, &oom_})
        if (descriptor->is_open()) descriptor->close();
    control_.cancel();
}

// What the job child said in place of executing the command, if it did not.
Result<std::optional<NotBegun>> StepRun::start_fault() {
    kiln_event event{};
    const auto received = receive_message(job_.native_handle(), as_buffer(event));
    if (!received || received.value().size != sizeof event || event.kind != KILN_CELL_FAILED)
        return std::nullopt;
    const std::string step = step_of(event);
    auto fault = why_not_begun(step, event.error);
    if (!fault) return errno_error(event.error, step);
    return fault;
}

asio::awaitable<Result<StepReport>> StepRun::done() {
    // Alive until this has ended, also where whoever started the run lets go of it before.
    const std::shared_ptr<StepRun> self = shared_from_this();
    co_await ended_.wait_until(Clock::time_point::max());
    BOOST_OUTCOME_CO_TRY(report_.not_begun, start_fault());
    co_return std::move(report_);
}

asio::awaitable<void> StepRun::fetch_artifacts(StepReport& report) {
    const std::shared_ptr<StepRun> self = shared_from_this();
    for (const std::string& name : spec_.artifacts) {
        Result<Artifact> artifact = co_await fetch(name);
        if (!artifact) {
            report.artifact_error = artifact.error().text();
            break;
        }
        report.artifacts.push_back(std::move(artifact).value());
    }
}

asio::awaitable<Result<Artifact>> StepRun::fetch(std::string name) {
    kiln_fetch request{};
    request.head = {KILN_PROTOCOL, KILN_FETCH};
    if (name.size() >= sizeof request.name) co_return errno_error(ENAMETOOLONG, "fetch " + name);
    std::copy(name.begin(), name.end(), request.name);
    BOOST_OUTCOME_CO_TRY(send_message_now(control_.native_handle(), as_message(request)));
    const bool answered = co_await wait_readable(control_, Clock::now() + kFetchPatience);
    if (!answered) co_return errno_error(ETIMEDOUT, "fetch " + name);

    kiln_event event{};
    auto received = receive_message(control_.native_handle(), as_buffer(event));
    if (!received) co_return received.error();
    if (event.kind == KILN_CELL_FAILED)
        co_return errno_error(event.error, step_of(event) + " " + name);
    if (received.value().size != sizeof event || event.kind != KILN_CELL_FILE ||
        received.value().fds.size() != 1)
        co_return plain_error("fetch " + name + ": the cell did not answer");
    Artifact artifact;
    artifact.name = std::move(name);
    // Copied while the cell lives: its pages are the cell's, and go with it.
    auto copying = copy_artifact(control_.get_executor(), std::move(received.value().fds[0]),
                                 spec_.artifact_bytes, Clock::now() + kCopyPatience);
    BOOST_OUTCOME_CO_TRY(artifact.fd, co_await std::move(copying));
    BOOST_OUTCOME_CO_TRY(artifact.size, size_of(artifact.fd));
    co_return artifact;
}

}  // namespace kiln::pool
