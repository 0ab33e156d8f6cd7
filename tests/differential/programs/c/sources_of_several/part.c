#include "part.h"
const char* part(void) { return __FILE__; }
