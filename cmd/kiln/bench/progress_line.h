#pragma once

#include <cstdint>
#include <vector>

#include "cmd/kiln/bench/figures.h"

namespace kiln::cmd::benchmark {

// One line on stderr that is written over and over and wiped out at the end. Where stderr is no
// terminal, nothing.
class ProgressLine {
  public:
    ProgressLine() = default;
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine();

    // What is done in turns that are over, and in the present one.
    void show(const std::vector<Tally>& tallies, std::uint64_t in_this_turn);

  private:
    bool shown_ = false;
};

}  // namespace kiln::cmd::benchmark
