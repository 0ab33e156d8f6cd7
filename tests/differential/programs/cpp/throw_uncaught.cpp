#include <stdexcept>
#include <iostream>
int main() {
    std::cout << "lost? no: iostream flushes with stdio";
    throw std::runtime_error("nobody catches");
}
