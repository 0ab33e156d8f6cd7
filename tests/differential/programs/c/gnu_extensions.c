#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <errno.h>
int main() {
    int nested(int x) { return x * 2; }
    char* text;
    asprintf(&text, "%d", ({ int y = 4; nested(y); }));
    printf("%s %s %s\n", text, basename("/a/b"), program_invocation_short_name);
}
