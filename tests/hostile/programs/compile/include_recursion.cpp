// expect: compile_error
// says: nested|recursion|depth
// why: a source that includes itself
#include "main.cpp"
int main() {}
