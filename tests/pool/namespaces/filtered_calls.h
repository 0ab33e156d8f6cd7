#pragma once

#include <array>
#include <span>
#include <vector>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

// One system call with its arguments.
struct Call {
    const char* name;
    long number;
    std::array<unsigned long, 6> arguments;
};

// Makes the calls one after another in a forked child, with the filter loaded where `filter` is
// valid, and gives the errno of each, 0 for success. All calls must be harmless also where they
// are allowed. Empty: the child could not load the filter or died.
[[nodiscard]] std::vector<int> errors_of(std::span<const Call> calls, const UniqueFd& filter);

// getpid by `int $0x80`, the 32-bit door of x86-64, in such a child. kDied: the kernel has no such
// door. kOther: another architecture.
inline constexpr int kDied = -1;
inline constexpr int kOther = -2;
[[nodiscard]] int error_of_int80_getpid(const UniqueFd& filter);

}  // namespace kiln::pool
