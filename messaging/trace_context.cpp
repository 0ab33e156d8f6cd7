#include "messaging/trace_context.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kBytes = 55;  // of version 00
constexpr std::size_t kMostBytes = 512;

bool is_hexadecimal(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == text.npos;
}

// All zeros stand for no id.
bool is_id(std::string_view text) {
    return is_hexadecimal(text) && text.find_first_not_of('0') != text.npos;
}

bool is_printable(std::string_view text) {
    for (const char c : text)
        if (c < ' ' || c > '~') return false;
    return true;
}

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view text) {
    if (text.size() < kBytes || text.size() > kMostBytes) return std::nullopt;
    const std::string_view version = text.substr(0, 2);
    const bool separated = text[2] == '-' && text[35] == '-' && text[52] == '-';
    if (!separated || !is_hexadecimal(version) || version == "ff") return std::nullopt;
    if (!is_id(text.substr(3, 32)) || !is_id(text.substr(36, 16))) return std::nullopt;
    if (!is_hexadecimal(text.substr(53, 2))) return std::nullopt;
    const std::string_view rest = text.substr(kBytes);
    if (!rest.empty() && (version == "00" || rest.front() != '-' || !is_printable(rest)))
        return std::nullopt;
    return TraceContext{std::string(text)};
}

TraceContext trace_of(const Headers& headers) {
    const auto value = headers.find(kTraceHeader);
    return value ? parse_traceparent(*value).value_or(TraceContext{}) : TraceContext{};
}

}  // namespace kiln::messaging
