#include <cstdio>
#include <cstdlib>
int main() {
    std::printf("lost in the buffer");
    std::_Exit(2);
}
