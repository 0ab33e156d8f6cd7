#include <memory>
class Base { int hidden; virtual void f() = 0; };
class Derived : Base { void f() override final; void g() override; };
int main() {
    Base b;
    b.hidden = 1;
    std::unique_ptr<int> p, q = p;
    Derived* d = new Base;
}
