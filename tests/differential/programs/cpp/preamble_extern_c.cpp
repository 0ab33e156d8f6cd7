extern "C" {
#include <stdio.h>
#include <stdlib.h>
}
namespace std { using ::puts; }
int main() { std::puts("linkage"); }
