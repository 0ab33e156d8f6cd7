#include <thread>
int main() { std::thread t([] { for (;;) std::this_thread::yield(); }); }
