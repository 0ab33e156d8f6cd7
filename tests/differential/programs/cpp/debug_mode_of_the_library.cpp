#define _GLIBCXX_DEBUG
#include <iostream>
#include <vector>
int main() {
    std::vector<int> v{1};
    std::cerr << v[1];
}
