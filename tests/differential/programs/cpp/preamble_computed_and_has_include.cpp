#include <cstdio>
#define STD(x) <x>
#include STD(cstdlib)
#ifdef __has_include
#  if __has_include(STD(climits)) && __has_include("main.cpp") && !__has_include("other.cpp")
#    include STD(climits)
#  endif
#endif
int main() { std::printf("%d\n", CHAR_BIT); }
