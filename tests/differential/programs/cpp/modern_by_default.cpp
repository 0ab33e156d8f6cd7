#include <array>
#include <string_view>
#include <variant>
#include <cstdio>
template <class... F> struct Over : F... { using F::operator()...; };
template <class... F> Over(F...) -> Over<F...>;
constexpr auto squares = [] { std::array<int, 5> a{}; for (int i = 0; i < 5; i++) a[i] = i * i; return a; }();
int main() {
    std::variant<int, std::string_view> v = "text";
    std::visit(Over{[](int x) { std::printf("int %d\n", x); }, [](std::string_view s) { std::printf("%s %d\n", s.data(), squares[4]); }}, v);
}
