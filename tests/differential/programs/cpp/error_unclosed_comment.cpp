#include <cstdio>
int main() { /* never
closed }
