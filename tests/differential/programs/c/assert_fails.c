#include <assert.h>
#include <stdio.h>
int main(void) {
    printf("lost or not: a pipe is buffered");
    assert(2 + 2 == 5);
}
