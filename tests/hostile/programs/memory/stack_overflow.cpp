// expect: signalled
// reason: SIGSEGV
// limits: {"stack_mb": 8}
// why: endless recursion
int deeper(int* p) {
    volatile int here[64];
    here[0] = *p;
    return deeper(const_cast<int*>(here)) + here[1];
}

int main() {
    int one = 1;
    return deeper(&one);
}
