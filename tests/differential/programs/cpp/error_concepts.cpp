#include <concepts>
template <class T> requires std::integral<T> T half(T x) { return x / 2; }
int main() { return half(1.5); }
