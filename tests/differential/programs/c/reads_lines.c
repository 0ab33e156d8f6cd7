#include <stdio.h>
#include <string.h>
int main(int count, char** words) {
    char line[100];
    while (fgets(line, sizeof line, stdin)) printf("%zu:%s", strlen(line), line);
    printf("\n%d %s %s %d\n", count, words[1], words[2], feof(stdin) != 0);
}
