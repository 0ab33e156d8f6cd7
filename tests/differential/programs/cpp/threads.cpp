#include <atomic>
#include <cstdio>
#include <thread>
int main() {
    std::atomic<int> sum{0};
    std::thread a([&] { for (int i = 0; i < 1000; i++) sum++; }), b([&] { for (int i = 0; i < 1000; i++) sum++; });
    a.join(), b.join();
    std::printf("%d\n", sum.load());
}
