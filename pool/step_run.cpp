#include "pool/step_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "pool/base/memfd.h"
#include "pool/base/unix_socket.h"
#include "pool/not_begun.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

// 1024 processes take 32 ms to die here, 64 throttled ones 50: this is "in time" with room.
constexpr milliseconds kKillPatience{300};
// The CPU counter is looked at no more often than this near its limit.
constexpr milliseconds kCpuGrain{1};
// The kernel's notice of a met memory limit may come before its kill is counted.
constexpr milliseconds kOomRecheck{5};
constexpr int kOomRechecks = 3;
constexpr milliseconds kFetchPatience{2000};

// What an init says of its child's CPU time. Bounded, so that nothing computed from it overflows.
microseconds told_cpu(const kiln_event& exit) {
    constexpr std::uint64_t kMost = microseconds(std::chrono::hours(24)).count();
    return microseconds(std::min(exit.user_us, kMost) + std::min(exit.system_us, kMost));
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
    read_control();
    read_stream(Stream::Out);
    read_stream(Stream::Err);
    watch_oom();
    arm_timers();
    return success();
}

Result<void> StepRun::send(JobMessage& message) {
    std::vector<int> fds{message.blob.get()};
    if (message.input.valid()) fds.push_back(message.input.get());
    for (const UniqueFd& file : message.files) fds.push_back(file.get());
    return send_message(job_.native_handle(), as_message(message.job), fds);
}

// ---- limits ------------------------------------------------------------------------------------

void StepRun::arm_timers() {
    cpu_watch_.emplace(spec_.limits.cpu, cpus_);
    cpu_watch_->begin(started_);
    wall_timer_.expires_at(started_ + spec_.limits.wall);
    wall_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->cut(Cut::Wall);
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
    if (finished_) return;
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

void StepRun::cut(Cut why) {
    if (finished_ || report_.cut != Cut::None) return;
    report_.cut = why;
    report_.starved = leaf_.starved();
    kill_();
    expect_end();
}

// From here on the cell is dying, by our kill or by its init's: see that it does.
void StepRun::expect_end() {
    kill_timer_.expires_after(kKillPatience);
    kill_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error || self->finished_) return;
        self->stuck_ = true;
        self->control_open_ = self->out_open_ = self->err_open_ = false;
        self->finish_if_done();
    });
}

// ---- what comes out ----------------------------------------------------------------------------

void StepRun::read_stream(Stream stream) {
    Descriptor& pipe = stream == Stream::Out ? out_ : err_;
    const auto buffer = std::make_shared<std::array<char, 65536>>();
    pipe.async_read_some(asio::buffer(*buffer), [self = shared_from_this(), stream, buffer](
                                                    const error_code& error, std::size_t size) {
        if (error == asio::error::operation_aborted || self->finished_) return;
        if (error) {
            (stream == Stream::Out ? self->out_open_ : self->err_open_) = false;
            self->finish_if_done();
            return;
        }
        self->take_output(stream, {buffer->data(), size});
        if (!self->finished_) self->read_stream(stream);
    });
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

void StepRun::read_control() {
    control_.async_wait(
        Descriptor::wait_read, [self = shared_from_this()](const error_code& error) {
            if (error || self->finished_) return;
            kiln_event event{};
            const auto received = receive_message(self->control_.native_handle(), as_buffer(event));
            if (received && received.value().size == sizeof event &&
                event.version == KILN_PROTOCOL && event.kind == KILN_CELL_EXITED) {
                self->exit_ = event;
                self->exited_ = true;
            }
            // Anything else, end of file above all, means that the init is dead or worthless.
            if (!self->exited_) self->control_open_ = false;
            if (self->report_.cut == Cut::None) self->expect_end();
            self->finish_if_done();
        });
}

// ---- the end -----------------------------------------------------------------------------------

void StepRun::finish_if_done() {
    if (finished_ || out_open_ || err_open_ || (control_open_ && !exited_)) return;
    finished_ = true;
    report_.wall = std::chrono::duration_cast<microseconds>(Clock::now() - started_);
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
        if (!report_.memory_peak_bytes) report_.memory_peak_bytes = exit_.maxrss_kb * 1024;
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
    event.step[KILN_STEP_SIZE - 1] = '\0';
    auto fault = why_not_begun(event.step, event.error);
    if (!fault) return errno_error(event.error, event.step);
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
    kiln_request request{};
    request.version = KILN_PROTOCOL;
    request.kind = KILN_FETCH;
    if (name.size() >= sizeof request.name) co_return errno_error(ENAMETOOLONG, "fetch " + name);
    std::copy(name.begin(), name.end(), request.name);
    BOOST_OUTCOME_CO_TRY(send_message(control_.native_handle(), as_message(request)));
    const bool answered = co_await wait_readable(control_, Clock::now() + kFetchPatience);
    if (!answered) co_return errno_error(ETIMEDOUT, "fetch " + name);

    kiln_event event{};
    auto received = receive_message(control_.native_handle(), as_buffer(event));
    if (!received) co_return received.error();
    event.step[KILN_STEP_SIZE - 1] = '\0';
    if (event.kind == KILN_CELL_FAILED)
        co_return errno_error(event.error, std::string(event.step) + " " + name);
    if (received.value().size != sizeof event || event.kind != KILN_CELL_FILE ||
        received.value().fds.size() != 1)
        co_return plain_error("fetch " + name + ": the cell did not answer");
    Artifact artifact;
    artifact.name = std::move(name);
    // Copied while the cell lives: its pages are the cell's, and go with it.
    BOOST_OUTCOME_CO_TRY(
        artifact.fd, sealed_copy("artifact", received.value().fds[0].get(), spec_.artifact_bytes));
    BOOST_OUTCOME_CO_TRY(artifact.size, size_of(artifact.fd));
    co_return artifact;
}

}  // namespace kiln::pool
