#pragma once

#include <cstddef>

namespace kiln::pool {

// How many containers there are. A container that is being given its next cell is with the leased.
struct Headcount {
    std::size_t ready = 0;   // idle
    std::size_t leased = 0;  // lent out
    std::size_t wanted = 0;  // as the configuration has it

    [[nodiscard]] std::size_t standing() const { return ready + leased; }
    bool operator==(const Headcount&) const = default;
};

}  // namespace kiln::pool
