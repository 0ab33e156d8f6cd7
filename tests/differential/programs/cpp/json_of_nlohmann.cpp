#include <iostream>
#include <nlohmann/json.hpp>
int main() {
    nlohmann::json j;
    std::cin >> j;
    j["size"] = j["list"].size();
    std::cout << j.dump() << '\n';
    try { nlohmann::json::parse("{"); } catch (const std::exception& e) { std::cout << e.what() << '\n'; }
}
