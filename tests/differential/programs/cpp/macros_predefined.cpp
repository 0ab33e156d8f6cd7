#include <cstdio>
#include <cstring>
#define NAME(x) #x
#define SHOW(x) NAME(x)
int main() {
    std::printf("%d %s %s %d %d %d %d\n", __LINE__, __FILE__, __BASE_FILE__, __INCLUDE_LEVEL__, __COUNTER__, __COUNTER__, __cplusplus > 201100);
    std::printf("%zu %zu %zu %s %s %s\n", std::strlen(__DATE__), std::strlen(__TIME__), std::strlen(__TIMESTAMP__), __func__, __VERSION__, SHOW(__OPTIMIZE__));
    std::printf("%ld %d %d\n", __cplusplus, __GNUC__, __STDC_HOSTED__);
}
