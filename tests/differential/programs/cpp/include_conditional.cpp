#if __has_include(<optional>) && !defined(NEVER)
#include <optional>
#endif
#if __has_include("missing.h")
#include "missing.h"
#elif __has_include(<cstdio>)
#include <cstdio>
#endif
#define HEADER <cstdlib>
#include HEADER
#ifdef __cpp_lib_optional
int main() { std::printf("%d %d\n", *std::optional<int>(5), std::abs(-3)); }
#endif
