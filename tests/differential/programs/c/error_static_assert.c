#include <assert.h>
static_assert(sizeof(char) == 2, "a message");
class Thing {};
