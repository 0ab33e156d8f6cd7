#include "pool/base/shipping/record.h"

#include <array>
#include <cstdio>
#include <ctime>

#include "pool/base/json_text.h"

namespace kiln::pool {

namespace {

std::string timestamp(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto since = duration_cast<nanoseconds>(time.time_since_epoch()).count();
    const std::time_t seconds = static_cast<std::time_t>(since / 1'000'000'000);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    std::snprintf(text.data() + size, text.size() - size, ".%09lldZ",
                  static_cast<long long>(since % 1'000'000'000));
    return text.data();
}

const char* level_name(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::trace:
        case spdlog::level::debug:
            return "DEBUG";
        case spdlog::level::info:
            return "INFO";
        case spdlog::level::warn:
            return "WARN";
        default:
            return "ERROR";
    }
}

// A character that is cut in two becomes one that says so, in json_quoted().
std::string_view shortened(std::string_view message) {
    return message.substr(0, kMostMessageBytes);
}

}  // namespace

std::string shipping_record(const LogLine& line, std::string_view worker) {
    const std::string time = json_quoted(timestamp(line.time));
    std::string record = "{\"dt\":" + time + ",\"timestamp\":" + time + ",\"level\":\"";
    record.append(level_name(line.level)).append("\",\"message\":");
    record.append(json_quoted(shortened(line.message)));
    record.append(",\"traceID\":").append(json_quoted(line.trace));
    record.append(",\"layer\":\"ENGINE\",\"service\":\"kiln\",\"worker\":");
    record.append(json_quoted(worker)).append(",\"attributes\":");
    const bool some = !line.attributes.empty() && line.attributes.size() <= kMostAttributeBytes;
    record.append(some ? line.attributes : "{}").append("}");
    return record;
}

}  // namespace kiln::pool
