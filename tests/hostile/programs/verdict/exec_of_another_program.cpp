// expect: runtime_error
// why: what the program became answers for it
#include <unistd.h>

int main() { execl("/bin/false", "false", nullptr); }
