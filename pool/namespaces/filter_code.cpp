#include "pool/namespaces/filter_code.h"

#include <linux/audit.h>
#include <linux/seccomp.h>

#include <cerrno>
#include <cstddef>
#include <map>

namespace kiln::pool {

namespace {

using Code = std::vector<sock_filter>;

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error the filter knows no numbers of this architecture
#endif

constexpr std::uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
// A conditional jump goes no further (struct sock_filter).
constexpr std::size_t kFarthest = 255;

sock_filter statement(unsigned code, std::uint32_t k) {
    return {static_cast<__u16>(code), 0, 0, k};
}

sock_filter jump(unsigned how, std::uint32_t k, std::size_t if_true, std::size_t if_false) {
    return {static_cast<__u16>(BPF_JMP | how | BPF_K), static_cast<__u8>(if_true),
            static_cast<__u8>(if_false), k};
}

void append(Code& code, const Code& more) {
    code.insert(code.end(), more.begin(), more.end());
}

std::uint32_t low_half(unsigned argument) {
    // Little endian: the low half comes first.
    return static_cast<std::uint32_t>(offsetof(seccomp_data, args) +
                                      argument * sizeof(std::uint64_t));
}

// Falls through where the condition holds; else jumps over `left` instructions behind its own.
Code code_of(const ArgumentIs& condition, std::size_t left) {
    Code code{statement(BPF_LD | BPF_W | BPF_ABS, low_half(condition.index))};
    if (condition.mask != 0xffffffff)
        code.push_back(statement(BPF_ALU | BPF_AND | BPF_K, condition.mask));
    for (std::size_t i = 0; i < condition.values.size(); ++i) {
        const std::size_t after = condition.values.size() - 1 - i;
        code.push_back(jump(BPF_JEQ, condition.values[i], after, after == 0 ? left : 0));
    }
    return code;
}

// Answers if all conditions hold, else falls through.
Result<Code> code_of(const SyscallRule& rule) {
    Code code{statement(BPF_RET | BPF_K, rule.answer)};
    for (auto at = rule.conditions.rbegin(); at != rule.conditions.rend(); ++at) {
        Code whole = code_of(*at, code.size());
        append(whole, code);
        code = std::move(whole);
        if (code.size() > kFarthest)
            return plain_error("a rule for system call " + std::to_string(rule.number) +
                               " has too many values: make two of it");
    }
    return code;
}

// What is answered from the number `first` on, up to the next range.
struct Range {
    std::uint32_t first = 0;
    bool plain = true;  // one answer whatever the arguments
    std::uint32_t answer = kUnknown;
    Code code;
};

Result<std::vector<Range>> ranges_of(const SyscallRules& rules) {
    std::map<std::uint32_t, std::vector<const SyscallRule*>> by_number;
    for (const SyscallRule& rule : rules) by_number[rule.number].push_back(&rule);
    std::vector<Range> ranges;
    const auto add = [&](Range range) {
        const bool same = !ranges.empty() && range.plain && ranges.back().plain &&
                          ranges.back().answer == range.answer;
        if (!same) ranges.push_back(std::move(range));
    };
    const Code unknown{statement(BPF_RET | BPF_K, kUnknown)};
    add({0, true, kUnknown, unknown});
    for (const auto& [number, own] : by_number) {
        Range range{number, own.front()->conditions.empty(), own.front()->answer, {}};
        for (const SyscallRule* rule : own) {
            BOOST_OUTCOME_TRY(const Code one, code_of(*rule));
            append(range.code, one);
        }
        if (!own.back()->conditions.empty()) append(range.code, unknown);
        if (!ranges.empty() && ranges.back().first == number) ranges.pop_back();
        add(std::move(range));
        if (!by_number.contains(number + 1)) add({number + 1, true, kUnknown, unknown});
    }
    return ranges;
}

// The number is in the accumulator.
Code search(const std::vector<Range>& ranges, std::size_t begin, std::size_t end) {
    if (end - begin == 1) return ranges[begin].code;
    const std::size_t middle = begin + (end - begin) / 2;
    const Code lower = search(ranges, begin, middle);
    Code code;
    if (lower.size() <= kFarthest) {
        code.push_back(jump(BPF_JGE, ranges[middle].first, lower.size(), 0));
    } else {
        code.push_back(jump(BPF_JGE, ranges[middle].first, 0, 1));
        code.push_back(statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(lower.size())));
    }
    append(code, lower);
    append(code, search(ranges, middle, end));
    return code;
}

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
    if (code.size() > BPF_MAXINSNS)
        return plain_error("the system call rules make a program of " +
                           std::to_string(code.size()) + " instructions, the kernel takes " +
                           std::to_string(BPF_MAXINSNS));
    return code;
}

}  // namespace kiln::pool
