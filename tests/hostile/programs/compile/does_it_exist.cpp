// expect: ok
// says: ^held
// why: the preprocessor can be asked what exists: only the root answers
#include <cstdio>
#if __has_include("@BAIT@") || __has_include("/proc/self/root@BAIT@") || \
    __has_include("/etc/shadow") || __has_include("/sys/kernel/notes") || __has_include("/root/.bashrc")
int main() { std::puts("ESCAPED a file of the host is seen"); }
#else
int main() { std::puts("held"); }
#endif
