// expect: ok
// says: ^held
// why: the program runs as the job's user, whatever its file says
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

int main() {
    struct stat about {};
    stat("/proc/self/exe", &about);
    std::puts(getuid() == 1000 && geteuid() == 1000 && (about.st_mode & 06000) == 0 ? "held"
                                                                                 : "ESCAPED");
}
