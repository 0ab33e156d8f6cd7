#define _GLIBCXX_DEBUG
#include <bits/stdc++.h>
int main() {
    std::vector<int> v{1};
    std::cerr << v[1];
}
