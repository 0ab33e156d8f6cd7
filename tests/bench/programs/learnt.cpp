#define ONLINE_JUDGE 1
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> words{"world", "hello"};
    std::sort(words.begin(), words.end());
    std::cout << words.front() << "\n";
}
