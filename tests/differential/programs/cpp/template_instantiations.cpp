#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>
template <class T> struct Counted { static inline int made = 0; Counted() { made++; } };
std::map<std::string, std::vector<std::unique_ptr<Counted<int>>>> all;
int main() {
    for (int i = 0; i < 5; i++) all[std::to_string(i % 2)].push_back(std::make_unique<Counted<int>>());
    std::printf("%zu %d\n", all["1"].size(), Counted<int>::made);
}
