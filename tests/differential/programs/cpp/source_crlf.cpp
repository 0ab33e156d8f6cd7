#include <cstdio>
#define TWO \
  2
int main() {
    std::puts("crlf");
    return wrong + TWO;
}
