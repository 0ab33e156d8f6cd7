const char* text = R"(
#include <no/such/header>
)";
#include <cstdio>
int main() { std::printf("%s%d\n", text, __LINE__); }
