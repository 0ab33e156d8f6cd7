#ifndef TWICE
#define TWICE
int twice(int);
#endif
