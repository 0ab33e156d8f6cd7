#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "pool/base/log.h"

namespace kiln::pool {

// A line as it was logged.
struct LogLine {
    std::chrono::system_clock::time_point time;
    spdlog::level::level_enum level = spdlog::level::info;
    std::string_view message;     // with the fields in it, where the format is Text
    std::string_view attributes;  // a JSON object, or "" where there are none
    std::string_view trace{};     // the value of kTraceField, or "" where there is none
};

// Gives every line from now on to `receiver`, too, on the thread that logs it, several at once;
// for as long as the process lives. It must not block, and must not log. After configure_log(),
// before there are other threads that log.
void copy_log_to(std::function<void(const LogLine&)> receiver);

}  // namespace kiln::pool
