#include <cstddef>
#define YES(x) yes_##x
extern "C" int puts(const char*);
int main() {
#ifdef _STDIO_H
    puts("stdio");
#endif
#ifdef _GLIBCXX_IOSTREAM
    puts("iostream");
#endif
#ifdef _GLIBCXX_VECTOR
    puts("vector");
#endif
#ifdef _GLIBCXX_CSTDDEF
    puts("cstddef");
#endif
#ifdef NULL
    puts("NULL");
#endif
}
