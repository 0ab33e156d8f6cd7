// expect: compile_error
// says: file not found|can't open
// why: the assembler reads files, too
asm(".section .rodata\nstolen: .incbin \"@BAIT@\"\n.byte 0\n.text");
extern "C" const char stolen[];
#include <cstdio>
int main() { std::puts(stolen); }
