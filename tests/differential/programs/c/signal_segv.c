#include <string.h>
int main() { memset((void*)8, 1, 4); }
