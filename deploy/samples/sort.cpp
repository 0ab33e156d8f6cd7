#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> words{"kiln", "clay", "fire", "glaze"};
    std::sort(words.begin(), words.end());
    std::cout << "c++:";
    for (const std::string& word : words) std::cout << ' ' << word;
    std::cout << '\n';
}
