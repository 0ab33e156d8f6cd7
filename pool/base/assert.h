#pragma once

namespace kiln::pool {

// Prints where and what, then aborts. Never returns.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace kiln::pool

// A broken invariant of our own is a bug: log and abort, in every build. Input never decides it.
#define KILN_ASSERT(condition) \
    ((condition) ? void(0) : ::kiln::pool::assertion_failed(#condition, __FILE__, __LINE__))
