#include "pool/namespaces/rule_code.h"

#include <linux/seccomp.h>

#include <iterator>
#include <map>
#include <set>

namespace kiln::pool {

namespace {

std::uint32_t low_half(unsigned argument) {
    // Little endian: the low half comes first.
    return static_cast<std::uint32_t>(offsetof(seccomp_data, args) +
                                      argument * sizeof(std::uint64_t));
}

// One instruction whose jumps are not numbers yet: to the next one, or to the condition's two ends.
enum class To { Next, Holds, Fails };
struct Draft {
    sock_filter instruction;
    To if_true = To::Next;
    To if_false = To::Next;
};

// Values that are looked up in one word of bits; fewer are compared one by one, which is shorter.
constexpr std::size_t kWorthBits = 6;
constexpr std::uint32_t kBits = 32;

void load(std::vector<Draft>& draft, const ArgumentIs& condition) {
    draft.push_back({statement(BPF_LD | BPF_W | BPF_ABS, low_half(condition.index))});
    if (condition.mask != 0xffffffff)
        draft.push_back({statement(BPF_ALU | BPF_AND | BPF_K, condition.mask)});
}

// Whether the argument is one of `values`, all from `base` to `base` + 31. If it is not: the next
// instruction, or where this is the last look the condition fails.
void look_up(std::vector<Draft>& draft, const ArgumentIs& condition, std::uint32_t base,
             const std::set<std::uint32_t>& values, bool last) {
    const To missed = last ? To::Fails : To::Next;
    std::uint32_t bits = 0;
    for (const std::uint32_t value : values) bits |= 1u << (value - base);
    load(draft, condition);
    // Below the base the difference is a large number.
    if (base != 0) draft.push_back({statement(BPF_ALU | BPF_SUB | BPF_K, base)});
    draft.push_back({jump(BPF_JGE, kBits, 4, 0), missed, To::Next});
    draft.push_back({statement(BPF_MISC | BPF_TAX, 0)});
    draft.push_back({statement(BPF_LD | BPF_IMM, 1)});
    draft.push_back({statement(BPF_ALU | BPF_LSH | BPF_X, 0)});
    draft.push_back({jump(BPF_JSET, bits, 0, 0), To::Holds, missed});
}

std::vector<Draft> draft_of(const ArgumentIs& condition) {
    std::map<std::uint32_t, std::set<std::uint32_t>> words;
    for (const std::uint32_t value : condition.values) words[value / kBits].insert(value);
    std::vector<std::uint32_t> single;
    for (auto word = words.begin(); word != words.end();) {
        const bool worth = word->second.size() >= kWorthBits;
        if (!worth) single.insert(single.end(), word->second.begin(), word->second.end());
        word = worth ? std::next(word) : words.erase(word);
    }
    std::vector<Draft> draft;
    for (auto word = words.begin(); word != words.end(); ++word)
        look_up(draft, condition, word->first * kBits, word->second,
                single.empty() && std::next(word) == words.end());
    if (single.empty()) return draft;
    load(draft, condition);
    for (const std::uint32_t value : single)
        draft.push_back({jump(BPF_JEQ, value, 0, 0), To::Holds, To::Next});
    draft.back().if_false = To::Fails;
    return draft;
}

// Falls through where the condition holds; else jumps over `left` instructions behind its own.
// Empty: further than a jump goes.
Code code_of(const ArgumentIs& condition, std::size_t left) {
    const std::vector<Draft> draft = draft_of(condition);
    if (draft.size() + left > kFarthestJump) return {};
    Code code;
    for (std::size_t i = 0; i < draft.size(); ++i) {
        const std::size_t to_end = draft.size() - 1 - i;
        const auto distance = [&](To to, __u8 otherwise) {
            if (to == To::Next) return otherwise;
            return static_cast<__u8>(to == To::Holds ? to_end : to_end + left);
        };
        sock_filter instruction = draft[i].instruction;
        instruction.jt = distance(draft[i].if_true, instruction.jt);
        instruction.jf = distance(draft[i].if_false, instruction.jf);
        code.push_back(instruction);
    }
    return code;
}

}  // namespace

Result<Code> code_of(const SyscallRule& rule) {
    Code code{statement(BPF_RET | BPF_K, rule.answer)};
    for (auto at = rule.conditions.rbegin(); at != rule.conditions.rend(); ++at) {
        Code whole = code_of(*at, code.size());
        const bool fits = !whole.empty();
        append(whole, code);
        code = std::move(whole);
        if (!fits)
            return plain_error("a rule for system call " + std::to_string(rule.number) +
                               " has too many values: make two of it");
    }
    return code;
}

}  // namespace kiln::pool
