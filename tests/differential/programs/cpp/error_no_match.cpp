#include <iostream>
struct Thing {};
int main() { std::cout << Thing{} << 1; }
