#include <cstdio>
using namespace std;
int count = 1, distance = 2, rank = 3, hash = 4, y1 = 5, left = 6, array = 7, data = 8;
int next(int x) { return x + 1; }
int max(int a, int b) { return a > b ? a : b; }
int main() { printf("%d\n", next(max(count + distance + rank + hash + y1, left + array + data))); }
