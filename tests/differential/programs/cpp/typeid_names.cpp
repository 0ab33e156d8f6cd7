#include <cstdio>
#include <map>
#include <string>
#include <typeinfo>
namespace { struct Hidden {}; }
template <class T> void show() { std::puts(__PRETTY_FUNCTION__); }
int main() {
    auto lambda = [](int) {};
    std::printf("%s %s %s\n", typeid(std::map<std::string, int>).name(), typeid(lambda).name(), typeid(Hidden).name());
    show<std::string>();
}
