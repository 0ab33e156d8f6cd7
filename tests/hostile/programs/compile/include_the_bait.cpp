// expect: compile_error
// says: No such file
// why: a file outside of the root, by name and through links of /proc
#include "@BAIT@"
#include "/proc/self/root@BAIT@"
#include "/proc/self/cwd/../..@BAIT@"
int main() {}
