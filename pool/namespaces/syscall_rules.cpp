#include "pool/namespaces/syscall_rules.h"

#include <linux/seccomp.h>
#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <map>
#include <set>
#include <utility>

namespace kiln::pool {

namespace {

using Words = std::vector<std::string_view>;

constexpr std::uint32_t kErrno = SECCOMP_RET_ERRNO;

// The errors that a rule may answer with.
constexpr auto kAnswers = std::to_array<std::pair<std::string_view, std::uint32_t>>({
    {"allow", SECCOMP_RET_ALLOW},
    {"done", kErrno},
    {"EPERM", kErrno | EPERM},
    {"ENOENT", kErrno | ENOENT},
    {"ESRCH", kErrno | ESRCH},
    {"EACCES", kErrno | EACCES},
    {"EINVAL", kErrno | EINVAL},
    {"ENOMEM", kErrno | ENOMEM},
    {"ENOTTY", kErrno | ENOTTY},
    {"ENOSYS", kErrno | ENOSYS},
    {"EOPNOTSUPP", kErrno | EOPNOTSUPP},
    {"ENOPROTOOPT", kErrno | ENOPROTOOPT},
    {"EPROTONOSUPPORT", kErrno | EPROTONOSUPPORT},
    {"ESOCKTNOSUPPORT", kErrno | ESOCKTNOSUPPORT},
    {"EAFNOSUPPORT", kErrno | EAFNOSUPPORT},
});

Words split(std::string_view text, std::string_view separators) {
    Words words;
    while (!text.empty()) {
        const std::size_t start = text.find_first_not_of(separators);
        if (start == text.npos) break;
        text.remove_prefix(start);
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

bool parse_number(std::string_view text, std::uint32_t& value) {
    int base = 10;
    if (text.starts_with("0x")) {
        base = 16;
        text.remove_prefix(2);
    }
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    return !text.empty() && error == std::errc() && stop == end;
}

// "call" or a number; nothing for one that this architecture has not got.
Result<std::vector<std::uint32_t>> numbers_of(std::string_view call) {
    std::uint32_t number = 0;
    if (parse_number(call, number)) return std::vector{number};
    const int found = seccomp_syscall_resolve_name(std::string(call).c_str());
    if (found == __NR_SCMP_ERROR)
        return plain_error("there is no system call " + std::string(call));
    if (found < 0) return std::vector<std::uint32_t>();
    return std::vector{static_cast<std::uint32_t>(found)};
}

class Parser {
  public:
    Result<void> line(std::string_view text) {
        const Words words = split(text.substr(0, text.find('#')), " \t\r");
        if (words.empty()) return success();
        if (words[0] == "let") return constant(words);
        return rule(words);
    }
    [[nodiscard]] SyscallRules take() { return std::move(rules_); }

  private:
    Result<void> constant(const Words& words) {
        std::uint32_t value = 0;
        if (words.size() != 3 || !parse_number(words[2], value))
            return plain_error("a constant is: let NAME NUMBER");
        if (!constants_.emplace(words[1], value).second)
            return plain_error("the constant " + std::string(words[1]) + " has a value already");
        return success();
    }

    // Numbers and constants with | between; ~ in front turns the whole around.
    Result<std::uint32_t> value(std::string_view text) const {
        const bool turned = text.starts_with('~');
        if (turned) text.remove_prefix(1);
        std::uint32_t sum = 0;
        const Words parts = split(text, "|");
        if (parts.empty()) return plain_error("a value is missing");
        for (const std::string_view part : parts) {
            std::uint32_t number = 0;
            const auto found = constants_.find(part);
            if (found != constants_.end())
                number = found->second;
            else if (!parse_number(part, number))
                return plain_error("there is no constant " + std::string(part));
            sum |= number;
        }
        return turned ? ~sum : sum;
    }

    // aN=V,V or aN&M=V,V
    Result<ArgumentIs> condition(std::string_view word) const {
        const std::size_t equals = word.find('=');
        if (equals == word.npos || word[1] < '0' || word[1] > '5')
            return plain_error("a condition is aN=VALUES or aN&MASK=VALUES, N from 0 to 5");
        ArgumentIs result;
        result.index = static_cast<unsigned>(word[1] - '0');
        const std::string_view mask = word.substr(2, equals - 2);
        if (!mask.empty()) {
            if (mask[0] != '&') return plain_error("between aN and = stands nothing, or &MASK");
            BOOST_OUTCOME_TRY(result.mask, value(mask.substr(1)));
        }
        for (const std::string_view each : split(word.substr(equals + 1), ",")) {
            BOOST_OUTCOME_TRY(const std::uint32_t one, value(each));
            if ((one & ~result.mask) != 0)
                return plain_error("the value " + std::string(each) +
                                   " has bits that the mask drops");
            result.values.push_back(one);
        }
        if (result.values.empty()) return plain_error("a condition without values");
        return result;
    }

    Result<void> rule(const Words& words) {
        const auto answer =
            std::ranges::find(kAnswers, words[0], [](const auto& each) { return each.first; });
        if (answer == kAnswers.end())
            return plain_error("\"" + std::string(words[0]) + "\" is no answer");
        const auto is_condition = [](std::string_view word) {
            return word.size() > 2 && word[0] == 'a' && (word[2] == '=' || word[2] == '&');
        };
        const auto end = std::find_if(words.begin() + 1, words.end(), is_condition);
        std::vector<ArgumentIs> conditions;
        for (auto at = end; at != words.end(); ++at) {
            BOOST_OUTCOME_TRY(ArgumentIs one, condition(*at));
            conditions.push_back(std::move(one));
        }
        if (end == words.begin() + 1) return plain_error("an answer to no call");
        for (auto at = words.begin() + 1; at != end; ++at) {
            BOOST_OUTCOME_TRY(add(*at, answer->second, conditions));
        }
        return success();
    }

    Result<void> add(std::string_view call, std::uint32_t answer,
                     const std::vector<ArgumentIs>& conditions) {
        BOOST_OUTCOME_TRY(const std::vector<std::uint32_t> numbers, numbers_of(call));
        for (const std::uint32_t number : numbers) {
            if (decided_.contains(number))
                return plain_error("a rule for " + std::string(call) +
                                   " after one without conditions is never asked");
            if (conditions.empty()) decided_.insert(number);
            rules_.push_back({number, answer, conditions});
        }
        return success();
    }

    std::map<std::string_view, std::uint32_t> constants_;
    std::set<std::uint32_t> decided_;
    SyscallRules rules_;
};

}  // namespace

Result<SyscallRules> parse_syscall_rules(std::string_view text, const std::string& name) {
    Parser parser;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const Result<void> read = parser.line(text.substr(0, end));
        if (!read)
            return plain_error(name + ":" + std::to_string(number) + ": " + read.error().text());
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    SyscallRules rules = parser.take();
    // Without these no program ends, whatever it answers: a file cut short must not pass for one.
    for (const int needed : {SCMP_SYS(exit_group), SCMP_SYS(execve), SCMP_SYS(read)})
        if (std::ranges::count(rules, static_cast<std::uint32_t>(needed), &SyscallRule::number) ==
            0)
            return plain_error(name +
                               ": no program can run behind these rules: exit_group, execve "
                               "and read must have one");
    return rules;
}

}  // namespace kiln::pool
