#include <bits/stdc++.h>
using namespace std;
int& dangling() {
    int local = 1;
    return local;
}
#warning "a warning of the user's"
[[deprecated("use another")]] void old() {}
int main() {
    old();
    printf("%d\n", 1L);
    auto p = auto_ptr<int>(new int(1));
    return 0;
}
