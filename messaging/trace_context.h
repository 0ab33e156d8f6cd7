#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "messaging/headers.h"

namespace kiln::messaging {

inline constexpr const char* kTraceHeader = "traceparent";

// Whose trace a request belongs to: W3C Trace Context, the header `traceparent`. Kiln adds no span
// of its own; it says the id wherever it speaks of the job, and hands the header back. Plain data.
struct TraceContext {
    std::string parent;  // the header's value; "": the request belongs to none

    // 32 digits, or "". Valid for as long as `parent`.
    [[nodiscard]] std::string_view id() const {
        return parent.empty() ? std::string_view{} : std::string_view(parent).substr(3, 32);
    }
};

// The value as version 00 has it, VERSION-TRACE-PARENT-FLAGS in lower-case hexadecimal digits; of a
// later version what stands behind that goes with it. Nothing: it is none, and is to be ignored.
[[nodiscard]] std::optional<TraceContext> parse_traceparent(std::string_view text);

// That of a request; an empty one where it has none, or one that is none.
[[nodiscard]] TraceContext trace_of(const Headers& headers);

}  // namespace kiln::messaging
