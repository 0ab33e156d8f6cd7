#pragma once

#include <cstdio>
#include <cstdlib>

// What must hold whatever the input is: a broken demand is a finding, like a sanitizer's report.
// Not assert(): these targets are built optimised.
#define DEMAND(condition)                                                                        \
    ((condition) ? void(0)                                                                       \
                 : (std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), \
                    std::abort()))
