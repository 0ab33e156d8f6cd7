// expect: compile_error
// never: root:[^:]*:\d
// why: the assembler's own include, of a file and of the compiler's memory
asm(".include \"/etc/shadow\"\n.include \"/proc/self/maps\"");
int main() {}
