#pragma once

#include <linux/filter.h>

#include <vector>

#include "pool/base/result.h"
#include "pool/namespaces/syscall_rules.h"

namespace kiln::pool {

// The rules as a classic BPF program for seccomp(2), which runs before each call of a step:
//
//   1 another ABI than this build's is ENOSYS: its numbers mean other calls
//   2 the number, by halves: neighbours with the same plain answer share one
//   3 at a call that looks at its arguments, its rules in order
//
// By halves, because the kernel runs the program once for every number when it is loaded, to find
// those that are always allowed (kernel/seccomp.c, seccomp_cache_prepare, Linux 5.11), and such
// calls then cost a bit test. An Error: it would be longer than the kernel takes (BPF_MAXINSNS).
[[nodiscard]] Result<std::vector<sock_filter>> filter_code(const SyscallRules& rules);

}  // namespace kiln::pool
