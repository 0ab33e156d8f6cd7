#pragma once

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"

namespace kiln::pool {

// The system call filter of every step, compiled once with libseccomp and handed on as bytes: a
// sealed memfd holding an array of struct sock_filter (seccomp(2)), ready for the agent to map.
//
// A deny list, because an allow list kills good programs whenever a libc learns a new call. Denied
// are calls that reach objects no namespace covers, that widen the kernel surface without need of
// ordinary programs, or that only a container's maker needs, and every call newer than the list. The answer is EPERM; ENOSYS where
// libc probes for a newer call and falls back. Calls of a foreign ABI (int80, x32) are ENOSYS.
[[nodiscard]] Result<UniqueFd> compile_seccomp_filter();

}  // namespace kiln::pool
