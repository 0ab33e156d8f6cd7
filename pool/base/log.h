#pragma once

#include <spdlog/spdlog.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace kiln::pool {

// How log lines look: readable text for a person, or one JSON object a line for a collector.
enum class LogFormat { Text, Json };

// Sets spdlog's default logger: stderr, `format`, `level` (trace debug info warn error off).
// Call once, before the first line, from the main thread.
void configure_log(LogFormat format, std::string_view level);

// One event with named fields: "message key=value ..." as text, an object under "attributes" as
// JSON. For lines that machines read; plain spdlog calls serve everywhere else.
struct LogField {
    std::string_view key;
    std::string value;
};
void log_event(spdlog::level::level_enum level, std::string_view message,
               std::span<const LogField> fields);
inline void log_event(spdlog::level::level_enum level, std::string_view message,
                      std::initializer_list<LogField> fields) {
    log_event(level, message, std::span<const LogField>(fields.begin(), fields.size()));
}

// The field whose value is the id of the trace that the event belongs to: 32 digits.
inline constexpr std::string_view kTraceField = "trace_id";

}  // namespace kiln::pool
