#include <bits/stdc++.h>
using namespace std;
int main() {
    random_device device;
    cout << device.min() << ' ' << (device.max() == UINT_MAX) << ' ' << (device() != device() || device() != device()) << '\n';
    mt19937 fixed(42);
    cout << fixed() << ' ' << mt19937_64(7)() << ' ' << (chrono::steady_clock::now().time_since_epoch().count() > 0) << '\n';
}
