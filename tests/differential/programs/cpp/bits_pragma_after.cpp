#include <bits/stdc++.h>
#pragma GCC optimize("Ofast")
using namespace std;
#ifdef __FAST_MATH__
const char* const fast = "fast";
#else
const char* const fast = "not fast";
#endif
int main() { cout << fast << ' ' << max({1, 3, 2}) << '\n'; }
