#include "pool/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace kiln::pool {

void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "kiln: bug: %s does not hold at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace kiln::pool
