#include "cmd/kiln/bench/host_command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "pool/base/unique_fd.h"

namespace kiln::cmd::benchmark {

namespace {

constexpr std::size_t kMostOutput = 64u << 10;  // kept

using SteadyClock = std::chrono::steady_clock;

// What posix_spawn is told, freed with its owner.
struct SpawnPlan {
    SpawnPlan(const HostCommand& command, int output) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
        posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());
        posix_spawnattr_init(&attributes);
        // A group of its own, so that a terminal's Ctrl-C reaches us alone and a kill reaches all
        // of it; SIGPIPE as usual, which kiln itself ignores.
        sigset_t usual;
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &usual);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> result;
    for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
    result.push_back(nullptr);
    return result;
}

// False at its end.
bool read_some(int fd, std::string& output) {
    std::array<char, 16384> buffer;
    const ssize_t size = ::read(fd, buffer.data(), buffer.size());
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    const std::size_t room = kMostOutput - std::min(kMostOutput, output.size());
    output.append(buffer.data(), std::min(room, static_cast<std::size_t>(size)));
    return size > 0;
}

enum class Wait { Ended, TimedOut, Interrupted };

// Until the process has ended; its output is read meanwhile.
Wait wait_for_end(int process, int pipe, const Interrupt& interrupt, SteadyClock::time_point until,
                  std::string& output) {
    std::array<pollfd, 3> waits{
        {{process, POLLIN, 0}, {interrupt.fd(), POLLIN, 0}, {pipe, POLLIN, 0}}};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now());
        if (left.count() <= 0) return Wait::TimedOut;
        if (::poll(waits.data(), waits.size(), static_cast<int>(left.count())) < 0) continue;
        if (waits[1].revents != 0) return Wait::Interrupted;
        if (waits[2].revents != 0 && !read_some(pipe, output)) waits[2].fd = -1;
        if (waits[0].revents != 0) {
            // What it wrote before its end is in the pipe.
            while (waits[2].fd >= 0 && ::poll(&waits[2], 1, 0) > 0)
                if (!read_some(pipe, output)) break;
            return Wait::Ended;
        }
    }
}

std::chrono::nanoseconds cpu_of(const rusage& usage) {
    const auto sum = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return sum(usage.ru_utime) + sum(usage.ru_stime);
}

}  // namespace

pool::Result<std::optional<HostCommandEnd>> run_on_host(const HostCommand& command,
                                                        const Interrupt& interrupt) {
    const auto until = SteadyClock::now() + command.timeout;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return pool::errno_error("make a pipe");
    const pool::UniqueFd from(ends[0]);
    pool::UniqueFd to(ends[1]);
    ::fcntl(from.get(), F_SETFL, O_NONBLOCK);
    const SpawnPlan plan(command, to.get());
    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, command.argv[0].c_str(), &plan.actions, &plan.attributes,
                                     pointers(command.argv).data(), pointers(command.env).data());
    if (failed != 0) return pool::errno_error(failed, "start " + command.argv[0]);
    to.reset();
    HostCommandEnd end;
    Wait wait = Wait::TimedOut;
    const pool::UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (process.valid())
        wait = wait_for_end(process.get(), from.get(), interrupt, until, end.output);
    // Also after a usual end: whoever is left of its group goes with it. Not reaped yet, so the
    // number is still its own.
    ::kill(-pid, SIGKILL);
    int status = 0;
    rusage usage{};
    while (::wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    if (wait == Wait::Interrupted) return std::optional<HostCommandEnd>();
    if (wait == Wait::TimedOut)
        return pool::plain_error(command.argv[0] + " did not end within " +
                                 std::to_string(command.timeout.count()) + " ms");
    end.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    end.cpu = cpu_of(usage);
    return std::optional<HostCommandEnd>(std::move(end));
}

}  // namespace kiln::cmd::benchmark
