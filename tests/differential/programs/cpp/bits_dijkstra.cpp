#include <bits/stdc++.h>
using namespace std;
int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int n, m;
    cin >> n >> m;
    vector<vector<pair<int, int>>> g(n + 1);
    for (int a, b, w; m-- && cin >> a >> b >> w;) g[a].push_back({b, w}), g[b].push_back({a, w});
    vector<long long> d(n + 1, LLONG_MAX);
    priority_queue<pair<long long, int>, vector<pair<long long, int>>, greater<>> q;
    q.push({d[1] = 0, 1});
    while (!q.empty()) {
        auto [far, u] = q.top();
        q.pop();
        if (far > d[u]) continue;
        for (auto [v, w] : g[u])
            if (far + w < d[v]) q.push({d[v] = far + w, v});
    }
    for (int i = 1; i <= n; i++) cout << d[i] << " \n"[i == n];
}
