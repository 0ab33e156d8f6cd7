// expect: signalled
// reason: SIGABRT
// why: abort works, because the program is not pid 1
#include <cstdlib>

int main() { std::abort(); }
