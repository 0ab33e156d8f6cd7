// expect: compile_error
// never: root:[^:]*:\d|daemon:
// why: files of the host in a compiler's complaint
#include "/etc/shadow"
#include "/etc/fstab"
#include "/proc/1/environ"
#include "/proc/self/../1/cmdline"
int main() {}
