int deep(volatile int* p) {
    volatile int here[1000] = {*p};
    return deep(here) + here[1];
}
int main() { int x = 1; return deep(&x); }
