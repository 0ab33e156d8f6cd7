constexpr int endless() { for (long i = 0; i < 1L << 40; i++) {} return 0; }
constexpr int never = endless();
int main() {}
