#include <cstdio>
#include <cstring>
char* text() { return "literal"; }
int no_return(int x) { if (x) return 1; }
int main() {
    int big = 1e20;
    char c = 300;
    int shifted = 1 << 40;
    return std::strlen(text()) == 7 && no_return(1) ? 0 : big + c + shifted + 1 / 0;
}
