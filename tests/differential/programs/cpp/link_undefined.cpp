#include <cstdio>
int nowhere(int);
struct Thing { virtual void f(); void g(); };
int main() {
    Thing().g();
    return nowhere(1);
}
