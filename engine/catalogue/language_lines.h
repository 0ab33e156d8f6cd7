#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::engine {

// The line format of language files, without any idea of what the keys mean:
//
//     # a comment; also after a value, where a word could begin
//     key = word word "quoted words keep their blanks"
//
// One key to a line. A quoted word ends at the next quote; there are no escapes.
struct LanguageLine {
    std::size_t number = 0;  // from 1
    std::string key;
    std::vector<std::string> words;  // never empty
};

// The lines that say something, in order. The Error's step is "line: what is wrong". Takes any
// bytes; the largest text is kLargestLanguageFile.
[[nodiscard]] pool::Result<std::vector<LanguageLine>> split_lines(std::string_view text);

inline constexpr std::size_t kLargestLanguageFile = 64 * 1024;

// `text` in quotes for an error message: cut if long, bytes that do not print as '?'.
[[nodiscard]] std::string quoted_for_message(std::string_view text);

}  // namespace kiln::engine
