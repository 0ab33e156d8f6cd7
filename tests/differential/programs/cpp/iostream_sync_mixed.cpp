#include <cstdio>
#include <iostream>
int main() {
    int a, b, c;
    std::cin >> a;
    std::scanf("%d", &b);
    std::cin >> c;
    std::cout << a;
    std::printf("-%d-", b);
    std::cout << c << std::endl;
    std::cerr << "err " << std::ios::sync_with_stdio(false);
    std::clog << " log\n";
}
