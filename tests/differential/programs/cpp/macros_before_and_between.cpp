#define _USE_MATH_DEFINES
#define EXTRA 5
#include <cmath>
#undef EXTRA
#define LIMIT_MACROS EXTRA
#define EXTRA 7
#include <cstdio>
#if EXTRA == 7
#include <climits>
#endif
int main() { std::printf("%d %d %.3f %d\n", EXTRA, LIMIT_MACROS, M_PI, CHAR_BIT); }
