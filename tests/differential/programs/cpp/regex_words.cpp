#include <iostream>
#include <regex>
int main() {
    std::string text = "one 22 three";
    std::cout << std::regex_replace(text, std::regex("(\\d+)"), "<$1>") << '\n';
    try { std::regex bad("("); } catch (const std::regex_error& e) { std::cout << e.what() << '\n'; }
}
