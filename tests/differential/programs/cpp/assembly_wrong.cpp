int main() { asm("no such instruction"); }
