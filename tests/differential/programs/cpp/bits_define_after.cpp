#include <bits/stdc++.h>
#define int long long
#define all(x) begin(x), end(x)
#define endl '\n'
using namespace std;
signed main() {
    int x = 1e18;
    vector<int> v{3, 1, 2};
    sort(all(v));
    cout << x << ' ' << sizeof(int) << ' ' << v[0] << endl;
}
