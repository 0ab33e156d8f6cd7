#include <cstdio>
using namespace std;
int main() {
    int v[] = {3, 1, 2};
    sort(v, v + 3);
    vector<int> w;
    return abs(int32_t(-1)) + INT_MAX;
}
