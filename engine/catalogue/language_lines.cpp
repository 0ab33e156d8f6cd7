#include "engine/catalogue/language_lines.h"

#include <algorithm>

namespace kiln::engine {
namespace {

constexpr std::size_t kLongestQuote = 40;

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::string_view without_blanks_before(std::string_view text) {
    const auto* const start = std::ranges::find_if_not(text, is_blank);
    return text.substr(static_cast<std::size_t>(start - text.begin()));
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

bool is_key_char(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
}

// Takes the first word off `rest`, which begins with one.
pool::Result<std::string> take_word(std::string_view& rest) {
    if (rest.front() == '"') {
        const std::size_t end = rest.find('"', 1);
        if (end == std::string_view::npos) {
            return pool::plain_error("a quoted word has no closing quote", "add it on this line");
        }
        std::string word(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
        if (!rest.empty() && !is_blank(rest.front())) {
            return pool::plain_error("something follows a closing quote directly",
                                     "put a blank between, or quote the whole word");
        }
        return word;
    }
    const auto* const stop = std::ranges::find_if(rest, is_blank);
    std::string word(rest.begin(), stop);
    if (word.find('"') != std::string::npos) {
        return pool::plain_error("a quote in the middle of the word " + quoted_for_message(word),
                                 "quote the whole word");
    }
    rest.remove_prefix(word.size());
    return word;
}

pool::Result<std::vector<std::string>> split_words(std::string_view rest) {
    std::vector<std::string> words;
    for (rest = without_blanks_before(rest); !rest.empty() && rest.front() != '#';
         rest = without_blanks_before(rest)) {
        BOOST_OUTCOME_TRY(std::string word, take_word(rest));
        words.push_back(std::move(word));
    }
    return words;
}

// One line, already known to hold more than blanks and a comment.
pool::Result<LanguageLine> split_line(std::string_view line) {
    if (std::ranges::any_of(line, is_control)) {
        return pool::plain_error("a control character", "only tabs and printable text are allowed");
    }
    const std::size_t equals = line.find('=');
    std::string_view key = line.substr(0, equals);
    while (!key.empty() && is_blank(key.back())) key.remove_suffix(1);
    if (key.empty() || !std::ranges::all_of(key, is_key_char)) {
        return pool::plain_error(quoted_for_message(key) + " is not a key",
                                 "a line is: key = word word \"quoted word\"");
    }
    if (equals == std::string_view::npos) {
        return pool::plain_error(quoted_for_message(key) + " has no '='",
                                 "a line is: key = word word \"quoted word\"");
    }
    BOOST_OUTCOME_TRY(std::vector<std::string> words, split_words(line.substr(equals + 1)));
    if (words.empty()) {
        return pool::plain_error(quoted_for_message(key) + " has no value",
                                 "give it one or leave the line out");
    }
    return LanguageLine{0, std::string(key), std::move(words)};
}

}  // namespace

pool::Result<std::vector<LanguageLine>> split_lines(std::string_view text) {
    if (text.size() > kLargestLanguageFile) {
        return pool::plain_error("1: the file has " + std::to_string(text.size()) + " bytes",
                                 "at most " + std::to_string(kLargestLanguageFile));
    }
    std::vector<LanguageLine> lines;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        line = without_blanks_before(line);
        if (line.empty() || line.front() == '#') continue;
        auto split = split_line(line);
        if (!split) {
            pool::Error error = std::move(split).error();
            error.step = std::to_string(number) + ": " + error.step;
            return error;
        }
        lines.push_back(std::move(split).value());
        lines.back().number = number;
    }
    return lines;
}

std::string quoted_for_message(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text.substr(0, kLongestQuote)) {
        quoted += (c >= ' ' && c <= '~') ? c : '?';
    }
    if (text.size() > kLongestQuote) quoted += "...";
    return quoted + "\"";
}

}  // namespace kiln::engine
