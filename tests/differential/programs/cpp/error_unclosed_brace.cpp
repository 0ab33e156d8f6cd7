#include <cstdio>
int main() {
    if (true) {
        std::puts("x");
}
