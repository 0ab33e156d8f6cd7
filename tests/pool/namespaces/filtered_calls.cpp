#include "tests/pool/namespaces/filtered_calls.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace kiln::pool {

namespace {

constexpr int kLoaded = 0;
constexpr int kNotLoaded = 3;

int load(const UniqueFd& filter) {
    if (!filter.valid()) return kLoaded;
    struct stat about {};
    if (::fstat(filter.get(), &about) != 0) return kNotLoaded;
    const auto size = static_cast<std::size_t>(about.st_size);
    void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, filter.get(), 0);
    if (bytes == MAP_FAILED) return kNotLoaded;
    sock_fprog program{static_cast<unsigned short>(size / sizeof(sock_filter)),
                       static_cast<sock_filter*>(bytes)};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return kNotLoaded;
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 ? kLoaded : kNotLoaded;
}

// Memory that a child's writes are seen in.
class SharedNumbers {
  public:
    explicit SharedNumbers(std::size_t count)
        : count_(count),
          memory_(static_cast<int*>(::mmap(nullptr, count * sizeof(int), PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
    SharedNumbers(const SharedNumbers&) = delete;
    SharedNumbers& operator=(const SharedNumbers&) = delete;
    ~SharedNumbers() { ::munmap(memory_, count_ * sizeof(int)); }
    int& operator[](std::size_t i) { return memory_[i]; }
    [[nodiscard]] std::vector<int> all() const { return {memory_, memory_ + count_}; }

  private:
    std::size_t count_;
    int* memory_;
};

bool ended_well(pid_t child) {
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::vector<int> errors_of(std::span<const Call> calls, const UniqueFd& filter) {
    SharedNumbers errors(calls.size());
    const pid_t child = ::fork();
    if (child == 0) {
        if (load(filter) != kLoaded) ::_exit(kNotLoaded);
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const auto& a = calls[i].arguments;
            const long result = ::syscall(calls[i].number, a[0], a[1], a[2], a[3], a[4], a[5]);
            errors[i] = result == -1 ? errno : 0;
        }
        ::_exit(0);
    }
    return ended_well(child) ? errors.all() : std::vector<int>();
}

int error_of_int80_getpid([[maybe_unused]] const UniqueFd& filter) {
#if defined(__x86_64__)
    SharedNumbers error(1);
    const pid_t child = ::fork();
    if (child == 0) {
        if (load(filter) != kLoaded) ::_exit(kNotLoaded);
        long result = 20;  // __NR_getpid of i386
        asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
        error[0] = result < 0 ? static_cast<int>(-result) : 0;
        ::_exit(0);
    }
    return ended_well(child) ? error[0] : kDied;
#else
    return kOther;
#endif
}

}  // namespace kiln::pool
