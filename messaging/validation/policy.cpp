#include "messaging/validation/policy.h"

#include <re2/re2.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>

namespace kiln::messaging {

namespace {

constexpr std::string_view kCommon = "common";
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Takes the first word off `rest`; what is left has no blanks in front.
std::string_view take_word(std::string_view& rest) {
    const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
    rest = trimmed(rest.substr(word.size()));
    return word;
}

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

Policy::Policy() = default;
Policy::Policy(Policy&&) noexcept = default;
Policy& Policy::operator=(Policy&&) noexcept = default;
Policy::~Policy() = default;

pool::Result<Policy::Rule> Policy::parse_rule(std::string_view line) {
    std::string_view rest = line;
    Rule rule;
    rule.scope = take_word(rest);
    rule.category = take_word(rest);
    const std::size_t closing = rest.find('"', 1);
    if (rule.category.empty() || !rest.starts_with('"') || closing == rest.npos)
        return pool::plain_error("expected: scope category \"description\" expression");
    rule.description = rest.substr(1, closing - 1);
    const std::string_view expression = trimmed(rest.substr(closing + 1));
    if (expression.empty()) return pool::plain_error("the expression is missing");
    re2::RE2::Options options;
    options.set_log_errors(false);
    rule.expression = std::make_unique<re2::RE2>(piece(expression), options);
    if (!rule.expression->ok())
        return pool::plain_error("the expression does not compile: " + rule.expression->error());
    return rule;
}

pool::Result<Policy> Policy::parse(std::string_view source, std::string_view text) {
    Policy policy;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        ++number;
        const std::string_view content = trimmed(line);
        if (content.empty() || content.starts_with('#')) continue;
        auto rule = parse_rule(content);
        if (!rule)
            return pool::plain_error("policy " + std::string(source) + ", line " +
                                         std::to_string(number) + ": " + rule.error().step,
                                     "correct the line, or unset KILN_POLICY_FILE");
        policy.rules_.push_back(std::move(rule).value());
    }
    return policy;
}

pool::Result<Policy> Policy::load(const std::filesystem::path& file) {
    errno = 0;
    std::ifstream stream(file);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf()))
        return pool::errno_error("read the policy " + file.string(),
                                 "KILN_POLICY_FILE names it; it must hold at least one line");
    return parse(file.string(), std::move(text).str());
}

const Policy::Rule* Policy::first_match(std::string_view scope, std::string_view code) const {
    for (const Rule& rule : rules_)
        if (rule.scope == scope && re2::RE2::PartialMatch(piece(code), *rule.expression))
            return &rule;
    return nullptr;
}

std::optional<std::string> Policy::check_common(std::string_view code) const {
    const Rule* const rule = first_match(kCommon, code);
    if (rule == nullptr) return std::nullopt;
    return "Prohibited operation detected: " + rule->what();
}

std::optional<std::string> Policy::check_language(std::string_view language,
                                                  std::string_view code) const {
    const Rule* const rule = first_match(language, code);
    if (rule == nullptr) return std::nullopt;
    return "Prohibited " + std::string(language) + " operation detected: " + rule->what();
}

std::vector<std::string> Policy::languages() const {
    std::vector<std::string> names;
    for (const Rule& rule : rules_)
        if (rule.scope != kCommon && std::ranges::count(names, rule.scope) == 0)
            names.push_back(rule.scope);
    return names;
}

}  // namespace kiln::messaging
