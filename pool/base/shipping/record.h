#pragma once

#include <string>
#include <string_view>

#include "pool/base/log_copy.h"

namespace kiln::pool {

// No record is longer, but for a name that is: of a longer line the message is cut, or the
// attributes are left out.
inline constexpr std::size_t kMostMessageBytes = 8u << 10;
inline constexpr std::size_t kMostAttributeBytes = 8u << 10;

// A log line as a JSON object:
//
//     {"dt": T, "timestamp": T, "level": "INFO", "message": "...", "traceID": "...", "layer": "ENGINE",
//      "service": "kiln", "worker": "...", "attributes": {...}}
//
// `dt` is where Better Stack looks for the time; `timestamp` to `layer` and `attributes` are as
// xcodeEngine's logger sends them. T is UTC with nanoseconds, RFC 3339. The level is one of ERROR,
// WARN, INFO, DEBUG; the trace's id is "" where a line belongs to none.
[[nodiscard]] std::string shipping_record(const LogLine& line, std::string_view worker);

}  // namespace kiln::pool
