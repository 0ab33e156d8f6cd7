#include <cstdio>

const char* const raw = R"(a
b)";
int main() { std::printf("%d %zu\n", __LINE__, __builtin_strlen(raw)); }
