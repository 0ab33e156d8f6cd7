#include <cstdio>
int größe = 3;
const char* const 名前 = u8"é";
int main() { std::printf("%d %s %zu\n", größe, 名前, sizeof(L"中") / sizeof(wchar_t)); }
