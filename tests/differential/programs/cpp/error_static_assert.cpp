#include <type_traits>
template <class T> struct Only { static_assert(std::is_integral_v<T>, "whole numbers only"); };
int main() { Only<double> d; static_assert(sizeof(int) == 8); }
