// expect: ok
// says: ^held
// why: calls newer than the filter: an unknown number must not reach a new feature unseen
// with: probe.h
#include "probe.h"

int main() {
    // 335 and 336 are probes' own ways back and only kill the caller.
    const auto try_all = [](long first, long last) {
        for (long number = first; number <= last; ++number) {
            char what[32];
            std::snprintf(what, sizeof what, "call %ld", number);
            DENIED_AS(what, number, 0, 0, 0, 0, 0, 0);
        }
    };
    try_all(337, 423);
    try_all(451, 600);
    try_all(1000, 1030);
    return probe::end();
}
