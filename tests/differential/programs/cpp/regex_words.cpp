#include <iostream>
#include <regex>
int main() {
    try { std::regex bad("("); } catch (const std::regex_error& e) { std::cout << e.what() << '\n'; }
}
