// expect: ok
// never: KILN|NATS|TOKEN|/root|SSH
// why: the assembler's own environment is the declared one
asm(".section .rodata\n.globl stolen\nstolen: .incbin \"/proc/self/environ\"\nend: .byte 10, 0\n.text");
extern "C" const char stolen[];
#include <cstdio>
int main() {
    for (const char* at = stolen; *at != '\n'; at += 1) std::putchar(*at ? *at : '\n');
}
