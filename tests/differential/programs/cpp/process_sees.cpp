#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <sys/stat.h>
extern char** environ;
int main(int, char** words) {
    char text[100] = {};
    for (char** each = environ; *each; each++) std::puts(*each);
    std::printf("%s %d %s %d %o", words[0], (int)getuid(), getcwd(text, 99), dup(0), umask(0));
    if (readlink("/proc/self/exe", text, 99) > 0) std::printf(" %s\n", text);
}
