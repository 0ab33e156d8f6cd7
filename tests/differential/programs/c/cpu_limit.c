#include <stdio.h>
int main() {
    puts("lost in the buffer");
    for (volatile int i = 0;; i++);
}
