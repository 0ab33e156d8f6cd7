#include <cstdio>
int main() {
    std::puts("never closed);
}
