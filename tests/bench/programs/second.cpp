// About a second of arithmetic and of objects that come and go.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

struct Row {
    unsigned number;
    std::string name;
};

int main() {
    unsigned long total = 0;
    for (unsigned long i = 0; i < 130'000'000; ++i) total = (total * 31 + i) % 1'000'003;
    for (unsigned i = 0; i < 130; ++i) {
        std::vector<std::unique_ptr<Row>> rows;
        for (unsigned n = 0; n < 20'000; ++n)
            rows.push_back(std::make_unique<Row>(Row{n, "row number " + std::to_string(n)}));
        std::sort(rows.begin(), rows.end(),
                  [](const auto& one, const auto& other) { return one->name < other->name; });
        total += rows[i]->name.size();
    }
    std::printf("%lu\n", total);
}
