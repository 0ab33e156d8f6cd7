#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::pool {

// Which system calls a step may make: the rules of worker-image/syscalls.conf, whose head says how
// they are written. Plain data; seccomp_filter.h makes a program of it.

// One argument's low 32 bits, below a mask, against some values. The calls whose arguments are
// worth looking at take them as 32-bit numbers and drop what stands above.
struct ArgumentIs {
    unsigned index = 0;  // 0 to 5
    std::uint32_t mask = 0xffffffff;
    std::vector<std::uint32_t> values;  // not empty
};

struct SyscallRule {
    std::uint32_t number = 0;
    std::uint32_t answer = 0;  // SECCOMP_RET_ALLOW, or SECCOMP_RET_ERRNO with the errno; 0: done
    std::vector<ArgumentIs> conditions;  // all must hold; none: always
};

// In the file's order; of one call's rules the first that holds decides. No rule holds: ENOSYS.
using SyscallRules = std::vector<SyscallRule>;

// `name` is the file's, for errors: "FILE:LINE: what is wrong". Names of calls are libseccomp's for
// this architecture; a call that it knows and this architecture has not got is left out.
[[nodiscard]] Result<SyscallRules> parse_syscall_rules(std::string_view text,
                                                       const std::string& name);

}  // namespace kiln::pool
