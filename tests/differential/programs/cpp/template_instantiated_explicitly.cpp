#include <cstdio>
#include <vector>
template class std::vector<short>;
extern template class std::vector<long>;
template <> struct std::hash<struct Own> {};
inline namespace v2 { template <class T> T zero = T{}; }
int main() { std::printf("%zu %d\n", std::vector<short>(3).size(), zero<int>); }
