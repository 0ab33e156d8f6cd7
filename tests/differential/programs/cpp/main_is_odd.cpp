#include <cstdio>
extern "C" int helper(int n) { return n; }
auto main(int count, char* words[]) -> int try {
    throw count;
} catch (int n) {
    std::printf("%d\n", n);
    return helper(n);
}
