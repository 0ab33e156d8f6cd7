#include "messaging/nats/reply_subjects.h"

#include <algorithm>

namespace kiln::messaging {

namespace {

constexpr std::string_view kAny = "any";

// Tokens with something in them, dots between; no wildcard, no blank, no control character.
bool is_literal(std::string_view subject) {
    char before = '.';
    for (const char c : subject) {
        if (c == '.' && before == '.') return false;
        if (c == '*' || c == '>' || static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return false;
        before = c;
    }
    return before != '.';
}

bool is_prefix(std::string_view word) {
    return word.size() > 1 && word.ends_with('.') && is_literal(word.substr(0, word.size() - 1)) &&
           word.size() < ReplySubjects::kLongest;
}

}  // namespace

pool::Result<ReplySubjects> ReplySubjects::parse(std::string_view words) {
    ReplySubjects subjects;
    subjects.prefixes_.clear();
    while (!words.empty()) {
        std::string_view word = words.substr(0, words.find(','));
        words.remove_prefix(std::min(words.size(), word.size() + 1));
        word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
        word = word.substr(0, word.find_last_not_of(' ') + 1);
        if (word != kAny && !is_prefix(word))
            return pool::plain_error("\"" + std::string(word) + "\" is no prefix of subjects",
                                     "it must end with a dot and hold no wildcard, or be any");
        subjects.prefixes_.emplace_back(word == kAny ? "" : word);
    }
    if (subjects.prefixes_.empty())
        return pool::plain_error("no prefix of reply subjects is given", "_INBOX. is usual");
    return subjects;
}

bool ReplySubjects::allow(std::string_view subject) const {
    if (subject.empty() || subject.size() > kLongest || !is_literal(subject)) return false;
    return std::ranges::any_of(prefixes_, [&](const std::string& prefix) {
        if (prefix.empty()) return subject.front() != '$';
        return subject.starts_with(prefix);
    });
}

}  // namespace kiln::messaging
