#include <vector>
#include <cstdio>
#include <stdexcept>
int main() {
    try {
        std::vector<int>(3).at(5);
    } catch (const std::exception& e) {
        std::puts(e.what());
    }
}
