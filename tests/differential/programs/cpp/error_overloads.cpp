void f(int, double) {}
void f(double, int) {}
int main() {
    f(1, 1);
    const int x = 1;
    x = 2;
    int* p = 5;
    return nullptr;
}
