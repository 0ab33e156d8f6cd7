#include <cstdio>
#include <no/such/header.h>
#include "nor_this.h"
int main() {}
