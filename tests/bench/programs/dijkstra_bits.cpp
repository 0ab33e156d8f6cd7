#include <bits/stdc++.h>
using namespace std;

struct Town {
    string name;
    map<int, long> roads;  // to which town, how long
};

// From town 0 to all others, by a set that is ordered by distance; -1: no way.
vector<long> distances(const vector<Town>& towns) {
    vector<long> best(towns.size(), -1);
    set<pair<long, int>> open{{0, 0}};
    best[0] = 0;
    while (!open.empty()) {
        const auto [length, town] = *open.begin();
        open.erase(open.begin());
        for (const auto& [next, road] : towns[town].roads) {
            if (best[next] != -1 && best[next] <= length + road) continue;
            open.erase({best[next], next});
            best[next] = length + road;
            open.insert({best[next], next});
        }
    }
    return best;
}

int main() {
    vector<Town> towns(121);
    for (int i = 0; i < (int)towns.size(); ++i) {
        towns[i].name = "t" + to_string(i);
        for (int step : {1, 5, 23, 60}) towns[i].roads[(i * step + 3) % towns.size()] = step + i % 7;
    }
    const vector<long> best = distances(towns);
    map<long, vector<string>> by_distance;
    for (size_t i = 0; i < towns.size(); ++i) by_distance[best[i]].push_back(towns[i].name);
    for (auto& [distance, names] : by_distance) {
        sort(names.begin(), names.end());
        cout << distance << ": " << names.size() << " " << names.front() << "\n";
    }
}
