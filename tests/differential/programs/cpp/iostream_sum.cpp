#include <iostream>
#include <vector>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    long long sum = 0;
    for (auto& x : v) cin >> x, sum += x;
    cout << sum << "\n";
    return 0;
}
