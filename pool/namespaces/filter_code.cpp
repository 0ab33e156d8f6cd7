#include "pool/namespaces/filter_code.h"

#include <linux/audit.h>
#include <linux/seccomp.h>

#include <cerrno>
#include <cstddef>
#include <map>
#include <string>

#include "pool/namespaces/rule_code.h"

namespace kiln::pool {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error the filter knows no numbers of this architecture
#endif

constexpr std::uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
// What is answered from the number `first` on, up to the next range: by rules that look at arguments,
// or else one answer.
struct Range {
    std::uint32_t first = 0;
    std::uint32_t answer = kUnknown;
    std::vector<Code> rules;
};

// Whether two rules that follow each other are one: the same answer to more values.
bool same_but_values(const SyscallRule& a, const SyscallRule& b) {
    return a.answer == b.answer && a.conditions.size() == 1 && b.conditions.size() == 1 &&
           a.conditions[0].index == b.conditions[0].index &&
           a.conditions[0].mask == b.conditions[0].mask;
}

// The rules of each call.
std::map<std::uint32_t, SyscallRules> rules_by_call(const SyscallRules& rules) {
    std::map<std::uint32_t, SyscallRules> calls;
    for (const SyscallRule& rule : rules) {
        SyscallRules& own = calls[rule.number];
        if (own.empty() || !same_but_values(own.back(), rule)) {
            own.push_back(rule);
            continue;
        }
        std::vector<std::uint32_t>& values = own.back().conditions[0].values;
        values.insert(values.end(), rule.conditions[0].values.begin(),
                      rule.conditions[0].values.end());
    }
    return calls;
}

Result<std::vector<Range>> ranges_of(const SyscallRules& rules) {
    const std::map<std::uint32_t, SyscallRules> by_number = rules_by_call(rules);
    std::vector<Range> ranges;
    const auto add = [&](Range range) {
        const bool same = !ranges.empty() && range.rules.empty() && ranges.back().rules.empty() &&
                          ranges.back().answer == range.answer;
        if (!same) ranges.push_back(std::move(range));
    };
    add({});
    for (const auto& [number, own] : by_number) {
        Range range{number, own.front().answer, {}};
        const bool looks = !own.front().conditions.empty();
        for (const SyscallRule& rule : own) {
            if (!looks) break;
            BOOST_OUTCOME_TRY(Code one, code_of(rule));
            range.rules.push_back(std::move(one));
        }
        if (looks && !own.back().conditions.empty())
            range.rules.push_back({statement(BPF_RET | BPF_K, kUnknown)});
        if (ranges.back().first == number) ranges.pop_back();
        add(std::move(range));
        if (!by_number.contains(number + 1)) add({number + 1, kUnknown, {}});
    }
    return ranges;
}

// No instruction: where the rules of range k have to be, until they have a place.
constexpr unsigned kPlace = 0xffff;

// Finds the range of the number in the accumulator.
Code search(const std::vector<Range>& ranges, std::size_t begin, std::size_t end) {
    if (end - begin == 1) {
        if (ranges[begin].rules.empty()) return {statement(BPF_RET | BPF_K, ranges[begin].answer)};
        return {statement(kPlace, static_cast<std::uint32_t>(begin))};
    }
    const std::size_t middle = begin + (end - begin) / 2;
    const Code lower = search(ranges, begin, middle);
    const Code upper = search(ranges, middle, end);
    Code code;
    if (lower.size() <= kFarthestJump) {
        code.push_back(jump(BPF_JGE, ranges[middle].first, lower.size(), 0));
    } else {
        code.push_back(jump(BPF_JGE, ranges[middle].first, 0, 1));
        code.push_back(statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(lower.size())));
    }
    append(code, lower);
    append(code, upper);
    return code;
}

// The rules of all ranges that look at arguments, built from the end, since BPF jumps forwards only.
// Calls whose last rules are the same share them.
class Tail {
  public:
    // How far from the end these rules begin.
    std::size_t place(const std::vector<Code>& rules) {
        std::size_t own = 0;
        while (own < rules.size() && !places_.contains(bytes_of(rules, own))) ++own;
        if (own == 0) return places_[bytes_of(rules, 0)];
        if (own < rules.size()) {
            const std::size_t over = code_.size() - places_[bytes_of(rules, own)];
            put_in_front({statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(over))});
        }
        while (own > 0) {
            put_in_front(rules[--own]);
            places_[bytes_of(rules, own)] = code_.size();
        }
        return code_.size();
    }
    [[nodiscard]] const Code& code() const { return code_; }

  private:
    static std::string bytes_of(const std::vector<Code>& rules, std::size_t from) {
        std::string bytes;
        for (std::size_t i = from; i < rules.size(); ++i)
            bytes.append(reinterpret_cast<const char*>(rules[i].data()),
                         rules[i].size() * sizeof(sock_filter));
        return bytes;
    }
    void put_in_front(const Code& more) { code_.insert(code_.begin(), more.begin(), more.end()); }

    Code code_;
    std::map<std::string, std::size_t> places_;
};

}  // namespace

Result<Code> filter_code(const SyscallRules& rules) {
    BOOST_OUTCOME_TRY(const std::vector<Range> ranges, ranges_of(rules));
    Code code{
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        jump(BPF_JEQ, kArchitecture, 1, 0),
        statement(BPF_RET | BPF_K, kUnknown),
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    };
    append(code, search(ranges, 0, ranges.size()));
    Tail tail;
    std::vector<std::size_t> from_end(ranges.size());
    for (std::size_t i = 0; i < ranges.size(); ++i)
        if (!ranges[i].rules.empty()) from_end[i] = tail.place(ranges[i].rules);
    const std::size_t whole = code.size() + tail.code().size();
    for (std::size_t i = 0; i < code.size(); ++i)
        if (code[i].code == kPlace)
            code[i] = statement(BPF_JMP | BPF_JA,
                                static_cast<std::uint32_t>(whole - from_end[code[i].k] - i - 1));
    append(code, tail.code());
    if (code.size() > BPF_MAXINSNS)
        return plain_error("the system call rules make a program of " +
                           std::to_string(code.size()) + " instructions, the kernel takes " +
                           std::to_string(BPF_MAXINSNS));
    return code;
}

}  // namespace kiln::pool
