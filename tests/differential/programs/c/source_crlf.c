#include <stdio.h>
int main(void) {
  puts("crlf"); // comment \
  puts("never");
  return 0;
}
