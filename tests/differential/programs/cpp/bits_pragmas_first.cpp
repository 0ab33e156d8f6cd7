#pragma GCC optimize("O3,unroll-loops")
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#include <bits/stdc++.h>
int main() {
    std::vector<int> v(1000);
    std::iota(v.begin(), v.end(), 1);
    long long sum = 0;
    for (int x : v) sum += __builtin_popcount(x);
    std::cout << sum << '\n';
}
