#include <cstdio>
#include "level.h"
int main() {
    std::printf("%s %d | %s %d %d\n", LEVEL_FILE, level_line, __FILE__, level, __COUNTER__);
    std::printf("%s\n", std::strrchr("a/b", '/'));
}
