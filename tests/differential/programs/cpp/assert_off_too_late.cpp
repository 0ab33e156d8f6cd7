#include <cassert>
#define NDEBUG
int main() { assert(1 == 2); }
