#include "close_rest.h"

#include <unistd.h>

struct fault close_rest(int one, int other) {
    const unsigned low = (unsigned)(one < other ? one : other);
    const unsigned high = (unsigned)(one < other ? other : one);
    const unsigned gaps[3][2] = {{3, low - 1}, {low + 1, high - 1}, {high + 1, ~0u}};
    for (int i = 0; i < 3; i++)
        if (gaps[i][0] <= gaps[i][1] && close_range(gaps[i][0], gaps[i][1], 0) != 0)
            return fault_now("close what is the agent's");
    return FINE;
}
