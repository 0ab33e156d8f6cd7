#include <cstdio>
#define A undeclared_1; undeclared_2; undeclared_3; undeclared_4; undeclared_5;
#define B A A A A A A A A
int main() {
    B B B B B
}
