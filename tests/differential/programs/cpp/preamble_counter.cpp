#include <cstdio>
enum { A = __COUNTER__ };
#include <cstdlib>
enum { B = __COUNTER__ };
int main() { std::printf("%d %d %d\n", A, B, __COUNTER__); }
