// What the C++ programs of this suite share: a table of calls that must not succeed.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace probe {

inline int held = 0, reached = 0;

// A filter's answers. Any other error means that the call came through to the kernel's own code.
inline bool is_denial(int error, std::initializer_list<int> also) {
    for (int each : {EPERM, ENOSYS, EAFNOSUPPORT})
        if (error == each) return true;
    for (int each : also)
        if (error == each) return true;
    return false;
}

inline void denied(const char* what, long result, std::initializer_list<int> also = {}) {
    const int error = errno;
    if (result >= 0) {
        std::printf("ESCAPED %s answered %ld\n", what, result);
        ++reached;
    } else if (!is_denial(error, also)) {
        std::printf("REACHED %s: %s\n", what, strerrorname_np(error));
        ++reached;
    } else {
        std::printf("denied %s: %s\n", what, strerrorname_np(error));
        ++held;
    }
    std::fflush(stdout);
}

template <typename... Arguments>
long call(long number, Arguments... arguments) {
    errno = 0;
    return ::syscall(number, arguments...);
}

inline int end() {
    if (reached == 0) std::printf("held %d\n", held);
    return reached == 0 && held > 0 ? 0 : 1;
}

[[noreturn]] inline void escaped(const char* what) {
    std::printf("ESCAPED %s\n", what);
    std::fflush(stdout);
    _exit(1);
}

[[noreturn]] inline void say_held(const char* what) {
    std::printf("held: %s\n", what);
    std::fflush(stdout);
    _exit(0);
}

}  // namespace probe

#define DENIED(name, ...) probe::denied(#name, probe::call(SYS_##name, ##__VA_ARGS__))
#define DENIED_AS(what, ...) probe::denied(what, probe::call(__VA_ARGS__))
