// first a comment
#include <stdio.h> /* and
one of two lines */ 
#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>
#include <pthread.h>
#pragma GCC optimize("O0")
static void* work(void* p) { return (char*)p + 1; }
int main() {
    pthread_t thread;
    void* end;
    pthread_create(&thread, NULL, work, "xyz");
    pthread_join(thread, &end);
    printf("%s %d %c %d %ld %d\n", (char*)end, INT_MAX, toupper('a'), __LINE__, (long)sysconf(_SC_PAGESIZE), __INCLUDE_LEVEL__);
}
