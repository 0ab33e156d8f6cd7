#include <iomanip>
#include <iostream>
#include <locale>
int main() {
    std::cout << std::locale().name() << ' ' << std::setlocale(LC_ALL, nullptr) << ' ' << std::locale("").name() << '\n';
    std::cout << std::hex << std::showbase << 255 << ' ' << std::setw(8) << std::setfill('*') << std::fixed << std::setprecision(2) << 3.14159 << '\n';
    try {
        std::locale wrong("xx_XX");
    } catch (const std::runtime_error& e) {
        std::cout << e.what() << '\n';
    }
}
