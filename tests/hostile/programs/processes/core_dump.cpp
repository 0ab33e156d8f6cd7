// expect: signalled
// reason: SIGABRT
// why: a crash leaves no core, and hands none to a helper of the host
#include <cstdlib>
#include <cstring>

int main() {
    char* much = static_cast<char*>(std::malloc(64 << 20));
    std::memset(much, 7, 64 << 20);
    std::abort();
}
