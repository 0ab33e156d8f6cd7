// Theory of operation. Each figure is the median of rounds. A round of system calls and one of page
// writes are many, timed together, as one is about as short as reading the clock.
//
// What a child does with pages must be its own writing alone: it writes its time to memory that it
// shares with us, and ends without running anything of ours. Its pages are ours, too, so that each
// write copies one; huge pages are forbidden there, as one write would copy 512.
#include "cmd/kiln/bench/machine.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "cmd/kiln/bench/figures.h"

namespace kiln::cmd::benchmark {

using pool::Result;

namespace {

using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 51;
constexpr int kCallsOfRound = 1000;
constexpr std::size_t kPagesOfRound = 512;

nanoseconds median(std::vector<nanoseconds> times) {
    std::sort(times.begin(), times.end());
    return percentile(times, 50);
}

nanoseconds since(Clock::time_point start) {
    return Clock::now() - start;
}

// Memory of this process, given back with its owner.
class Mapping {
  public:
    static Result<Mapping> make(std::size_t size, int sharing) {
        void* const memory =
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) return pool::errno_error("map memory to measure with");
        return Mapping(memory, size);
    }
    Mapping(Mapping&& other) noexcept : memory_(other.memory_), size_(other.size_) {
        other.memory_ = nullptr;
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    Mapping& operator=(Mapping&&) = delete;
    ~Mapping() {
        if (memory_ != nullptr) ::munmap(memory_, size_);
    }
    [[nodiscard]] void* get() const { return memory_; }

  private:
    Mapping(void* memory, std::size_t size) : memory_(memory), size_(size) {}
    void* memory_;
    std::size_t size_;
};

Result<void> reap(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return pool::errno_error("wait for a child to measure with");
    if (status != 0) return pool::plain_error("a child to measure with did not end well");
    return pool::success();
}

nanoseconds time_system_call() {
    std::vector<nanoseconds> times;
    for (int round = 0; round < kRounds; ++round) {
        const auto start = Clock::now();
        for (int call = 0; call < kCallsOfRound; ++call) ::syscall(SYS_getppid);
        times.push_back(since(start) / kCallsOfRound);
    }
    return median(std::move(times));
}

Result<nanoseconds> time_fork() {
    std::vector<nanoseconds> times;
    for (int round = 0; round < kRounds; ++round) {
        const auto start = Clock::now();
        const pid_t child = ::fork();
        if (child == 0) ::_exit(0);
        if (child < 0) return pool::errno_error("fork a child to measure with");
        BOOST_OUTCOME_TRY(reap(child));
        times.push_back(since(start));
    }
    return median(std::move(times));
}

nanoseconds write_to_each(volatile char* pages, std::size_t page_size) {
    const auto start = Clock::now();
    for (std::size_t page = 0; page < kPagesOfRound; ++page) pages[page * page_size] = 2;
    return since(start);
}

Result<nanoseconds> time_page_copy() {
    const auto page_size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t size = kPagesOfRound * page_size;
    BOOST_OUTCOME_TRY(const Mapping pages, Mapping::make(size, MAP_PRIVATE));
    BOOST_OUTCOME_TRY(const Mapping told, Mapping::make(sizeof(nanoseconds), MAP_SHARED));
    // A kernel without huge pages has nothing to forbid (EINVAL).
    if (::madvise(pages.get(), size, MADV_NOHUGEPAGE) != 0 && errno != EINVAL)
        return pool::errno_error("forbid huge pages");
    std::memset(pages.get(), 1, size);
    auto* const time = static_cast<nanoseconds*>(told.get());
    std::vector<nanoseconds> times;
    for (int round = 0; round < kRounds; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            *time = write_to_each(static_cast<char*>(pages.get()), page_size);
            ::_exit(0);
        }
        if (child < 0) return pool::errno_error("fork a child to measure with");
        BOOST_OUTCOME_TRY(reap(child));
        times.push_back(*time / kPagesOfRound);
    }
    return median(std::move(times));
}

double microseconds(nanoseconds time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

}  // namespace

Result<MachineCost> measure_machine() {
    MachineCost cost;
    cost.system_call = time_system_call();
    BOOST_OUTCOME_TRY(cost.fork, time_fork());
    BOOST_OUTCOME_TRY(cost.page_copy, time_page_copy());
    return cost;
}

std::string machine_text(const MachineCost& cost) {
    char text[256];
    std::snprintf(text, sizeof text,
                  "a page copied after a fork  %8.2f us\n"
                  "fork, exit and wait         %8.2f us\n"
                  "a system call               %8.2f us\n",
                  microseconds(cost.page_copy), microseconds(cost.fork),
                  microseconds(cost.system_call));
    return text;
}

std::string machine_json(const MachineCost& cost) {
    char text[256];
    std::snprintf(
        text, sizeof text, "{\"page_copy_us\":%.6g,\"fork_us\":%.6g,\"system_call_us\":%.6g}",
        microseconds(cost.page_copy), microseconds(cost.fork), microseconds(cost.system_call));
    return text;
}

}  // namespace kiln::cmd::benchmark
