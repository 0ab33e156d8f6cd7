#include "cmd/kiln/bench/progress_line.h"

#include <unistd.h>

#include <cstdio>

namespace kiln::cmd::benchmark {

namespace {

constexpr const char* kWipe = "\r\033[K";

std::string text_of(const Tally& tally) {
    std::string text =
        tally.name + ": " + std::to_string(tally.times.size() + tally.failed) + " jobs";
    if (tally.failed > 0) text += ", " + std::to_string(tally.failed) + " failed";
    if (tally.times.empty()) return text;
    const std::chrono::duration<double, std::milli> last = tally.times.back();
    char number[64];
    std::snprintf(number, sizeof number, ", last %.1f ms", last.count());
    return text + number;
}

}  // namespace

ProgressLine::~ProgressLine() {
    if (shown_) std::fputs(kWipe, stderr);
}

void ProgressLine::show(const std::vector<Tally>& tallies, std::uint64_t in_this_turn) {
    if (::isatty(STDERR_FILENO) == 0) return;
    shown_ = true;
    std::string line = kWipe;
    for (const Tally& tally : tallies) line += text_of(tally) + "; ";
    line += "in this turn: " + std::to_string(in_this_turn);
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace kiln::cmd::benchmark
