#include <stdio.h>
int nowhere(void);
int main() { return nowhere(); }
