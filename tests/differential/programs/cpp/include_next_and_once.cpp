#pragma once
#import <cstdio>
#include_next <cstdlib>
int main() { std::puts("with warnings"); }
