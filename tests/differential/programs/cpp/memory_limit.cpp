#include <cstdlib>
#include <cstring>
int main() {
    for (;;)
        if (void* p = std::malloc(1 << 20)) std::memset(p, 1, 1 << 20);
}
