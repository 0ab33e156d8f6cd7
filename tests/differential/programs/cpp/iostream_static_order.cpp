#include <iostream>
struct Loud {
    const char* name;
    explicit Loud(const char* n) : name(n) { std::cout << "made " << name << '\n'; }
    ~Loud() { std::cout << "gone " << name << '\n'; }
};
Loud first("first"), second("second");
thread_local Loud mine("thread's");
int main() {
    static Loud local("local");
    std::cout << "main " << mine.name << '\n';
}
