#include <cstdlib>
#include <cstdio>
struct Loud { ~Loud() { std::puts("destroyed"); } } global;
int main() {
    Loud local;
    std::atexit([] { std::puts("atexit"); });
    std::exit(300 + 7);
}
