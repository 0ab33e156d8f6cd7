#include "engine/toolchain_version.h"

namespace kiln::engine {
namespace {

constexpr std::size_t kLongestVersion = 64;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string first_version(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && !is_digit(text[at])) ++at;
    std::string version;
    for (; at < text.size() && version.size() < kLongestVersion; ++at) {
        const bool dot_inside = text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]);
        if (!is_digit(text[at]) && !dot_inside) break;
        version += text[at];
    }
    return version;
}

bool version_matches(std::string_view asked, std::string_view present) {
    if (asked.empty() || asked == present) return true;
    return present.starts_with(asked) && present[asked.size()] == '.';
}

}  // namespace kiln::engine
