#include <cassert>

int half(int x) {
    assert(x % 2 == 0 && "even only");
    return x / 2;
}
int main() { return half(3); }
