#pragma once

#include <chrono>

namespace kiln::fuzz {

// The steady clock of a fuzz target: it stands still, and moves when the target says so. Deadlines
// of seconds pass in no time, and the same input always takes the same way. Linking
// virtual_time.cpp is what replaces the clock; io_contexts must be driven by poll.
void advance_time(std::chrono::milliseconds by);

}  // namespace kiln::fuzz
