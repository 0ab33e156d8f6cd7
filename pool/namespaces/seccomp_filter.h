#pragma once

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"
#include "pool/namespaces/syscall_rules.h"

namespace kiln::pool {

// The system call filter of every step, compiled once and handed on as bytes: a sealed memfd
// holding an array of struct sock_filter (seccomp(2)), ready for the agent to map.
//
// A list of what is allowed: everything else, and every number that a kernel brings in future, is
// ENOSYS, which libc and runtimes fall back on. Calls of a foreign ABI (int80, x32) are ENOSYS too.
[[nodiscard]] Result<UniqueFd> compile_seccomp_filter(const SyscallRules& rules);

}  // namespace kiln::pool
