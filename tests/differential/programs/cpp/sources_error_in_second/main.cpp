#include <cstdio>
int other();
int main() { return other(); }
