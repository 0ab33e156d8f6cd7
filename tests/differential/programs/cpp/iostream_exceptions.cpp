#include <iostream>
int main() {
    std::cin.exceptions(std::ios::failbit | std::ios::badbit);
    int x;
    try {
        std::cin >> x;
    } catch (const std::ios_base::failure& e) {
        std::cout << e.what() << std::endl;
    }
    std::cin.clear();
    std::cin >> x;
}
