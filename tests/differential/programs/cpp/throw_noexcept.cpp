struct Thing {};
void f() noexcept { throw Thing{}; }
int main() { f(); }
