#include \
<cstdio>
#inc\
lude <cstdlib>
int main() { std::printf("%d %d\n", __LINE__, std::abs(-1)); }
