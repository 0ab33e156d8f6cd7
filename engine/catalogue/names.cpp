#include "engine/catalogue/names.h"

#include <algorithm>
#include <string>

#include "engine/catalogue/language_lines.h"

namespace kiln::engine {
namespace {

constexpr std::size_t kLongestLanguageName = 32;
constexpr std::size_t kLongestPart = 255;   // NAME_MAX
constexpr std::size_t kLongestPath = 1024;  // a quarter of PATH_MAX: room for the folder

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_language_char(char c) {
    return is_lower(c) || is_digit(c) || c == '+' || c == '-' || c == '_' || c == '.';
}

pool::Result<void> check_part(std::string_view part) {
    if (part.empty()) return pool::plain_error("has an empty part", "write one / between parts");
    if (part == "." || part == "..") {
        return pool::plain_error("has a part \"" + std::string(part) + "\"",
                                 "name the file from the working directory down");
    }
    if (part.size() > kLongestPart) {
        return pool::plain_error("has a part of " + std::to_string(part.size()) + " bytes",
                                 "at most " + std::to_string(kLongestPart));
    }
    return pool::success();
}

}  // namespace

pool::Result<void> check_language_name(std::string_view name) {
    const bool plain = !name.empty() && name.size() <= kLongestLanguageName &&
                       (is_lower(name.front()) || is_digit(name.front())) &&
                       std::ranges::all_of(name, is_language_char) &&
                       name.find("..") == std::string_view::npos;
    if (plain) return pool::success();
    return pool::plain_error(quoted_for_message(name) + " is not a language name",
                             "at most 32 of a-z 0-9 + - _ . beginning with a letter or digit");
}

pool::Result<void> check_plain_file_name(std::string_view name) {
    const bool plain =
        check_file_name(name) && name.find('/') == std::string_view::npos && name.front() != '-';
    if (plain) return pool::success();
    return pool::plain_error(quoted_for_message(name) + " is not a plain file name",
                             "one name without folders, not beginning with -");
}

pool::Result<void> check_file_name(std::string_view name) {
    if (name.empty()) return pool::plain_error("is empty", "give the file a name");
    if (name.size() > kLongestPath) {
        return pool::plain_error("has " + std::to_string(name.size()) + " bytes",
                                 "at most " + std::to_string(kLongestPath));
    }
    if (name.find('\0') != std::string_view::npos) {
        return pool::plain_error("holds a NUL byte", "remove it");
    }
    if (name.front() == '/') {
        return pool::plain_error("is absolute", "name the file from the working directory down");
    }
    for (std::string_view rest = name;;) {
        const std::size_t slash = rest.find('/');
        BOOST_OUTCOME_TRY(check_part(rest.substr(0, slash)));
        if (slash == std::string_view::npos) return pool::success();
        rest.remove_prefix(slash + 1);
    }
}

bool is_env_name(std::string_view name) {
    const auto is_start = [](char c) { return is_lower(c) || is_upper(c) || c == '_'; };
    return !name.empty() && is_start(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return is_start(c) || is_digit(c); });
}

}  // namespace kiln::engine
