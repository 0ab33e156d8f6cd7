int early() { return 1; }
#include <cstdio>
namespace inner {
#include "part.inc"
}
int main() {
    int values[] = {
#include "values.inc"
    };
    std::printf("%d %d %d %d\n", early(), inner::part, values[2], __LINE__);
}
