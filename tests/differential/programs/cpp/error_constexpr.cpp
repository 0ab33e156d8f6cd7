#include <array>
constexpr int at(int i) { std::array<int, 3> a{1, 2, 3}; return a.at(i); }
constexpr int fine = at(1), wrong = at(5);
int main() {}
