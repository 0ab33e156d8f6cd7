#include <iostream>
#include <nlohmann/json.hpp>
int main() {
    nlohmann::json j;
    j["list"] = {1, 2.5, "é"};
    std::cout << j.dump() << '\n';
}
