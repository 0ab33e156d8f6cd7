#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/outcome.h"

namespace kiln::messaging {

// Appends `"key":` and the value; a comma first unless the object has just been opened.
void append_key(std::string& json, std::string_view key);
void append_text(std::string& json, std::string_view key, std::string_view bytes);

// The four captured streams of a reply, in the order compile.stdout, compile.stderr, run.stdout,
// run.stderr. A step that did not happen has empty ones.
inline constexpr std::size_t kStreams = 4;
using StreamViews = std::array<std::string_view, kStreams>;
[[nodiscard]] StreamViews streams_of(const engine::Outcome& outcome);

// What of `result` is not the outcome's.
struct ResultOrigin {
    std::string_view id;
    std::string_view worker;
    unsigned attempt = 0;  // 0 is not told
};

// Appends the `result` object of a reply, with `streams` (each a prefix of the outcome's) in
// place of the captured ones; a shorter one is marked as truncated.
void append_result(std::string& json, const engine::Outcome& outcome, const ResultOrigin& origin,
                   const StreamViews& streams);

}  // namespace kiln::messaging
