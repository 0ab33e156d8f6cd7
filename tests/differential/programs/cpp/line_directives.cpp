#include <cstdio>
#line 100 "renamed.cpp"
int x = wrong1;
# 7 "marker.cpp"
int y = wrong2;
#line 50
int main() { std::printf("%d %s\n", __LINE__, __FILE__); }
