#include <iostream>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using Graph = std::map<std::string, std::map<std::string, long>>;

// The length of the shortest way from `start` to each place that can be reached.
std::map<std::string, long> distances(const Graph& graph, const std::string& start) {
    std::map<std::string, long> best{{start, 0}};
    std::set<std::pair<long, std::string>> open{{0, start}};
    while (!open.empty()) {
        const auto [length, place] = *open.begin();
        open.erase(open.begin());
        const auto ways = graph.find(place);
        if (ways == graph.end()) continue;
        for (const auto& [next, step] : ways->second) {
            const auto known = best.find(next);
            if (known != best.end() && known->second <= length + step) continue;
            if (known != best.end()) open.erase({known->second, next});
            best[next] = length + step;
            open.insert({length + step, next});
        }
    }
    return best;
}

int main() {
    Graph graph;
    for (int i = 0; i < 100; ++i)
        for (const int step : {1, 7, 31})
            graph["n" + std::to_string(i)]["n" + std::to_string((i * step + 1) % 100)] = step + i % 5;
    long sum = 0;
    for (const auto& [place, length] : distances(graph, "n0")) sum += length;
    std::cout << sum << "\n";
}
