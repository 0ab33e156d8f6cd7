#include "pool/namespaces/filter_code.h"

#include <doctest/doctest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>

#include <cerrno>
#include <random>

#include "tests/pool/namespaces/bpf_machine.h"

namespace kiln::pool {

namespace {

constexpr std::uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
constexpr std::uint32_t kDenied = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t kAllowed = SECCOMP_RET_ALLOW;

seccomp_data call_of(int number, std::uint64_t first = 0, std::uint64_t second = 0) {
    seccomp_data call{};
    call.nr = number;
    call.arch = AUDIT_ARCH_X86_64;
    call.args[0] = first;
    call.args[1] = second;
    return call;
}

// What the rules say by themselves, read from the top.
std::uint32_t meaning(const SyscallRules& rules, const seccomp_data& call) {
    for (const SyscallRule& rule : rules) {
        if (rule.number != static_cast<std::uint32_t>(call.nr)) continue;
        bool all = true;
        for (const ArgumentIs& each : rule.conditions) {
            const auto value = static_cast<std::uint32_t>(call.args[each.index]) & each.mask;
            bool any = false;
            for (const std::uint32_t one : each.values) any = any || one == value;
            all = all && any;
        }
        if (all) return rule.answer;
    }
    return kUnknown;
}

}  // namespace

TEST_CASE("a call without a rule, and every number above, is ENOSYS") {
    const SyscallRules rules{{3, kAllowed, {}}, {4, kAllowed, {}}, {9, kDenied, {}}};
    const auto code = filter_code(rules).value();
    for (const int number : {0, 1, 2, 5, 8, 10, 450, 451, 9999, 0x40000003, -1})
        CHECK(answer_of(code, call_of(number)) == kUnknown);
    CHECK(answer_of(code, call_of(3)) == kAllowed);
    CHECK(answer_of(code, call_of(4)) == kAllowed);
    CHECK(answer_of(code, call_of(9)) == kDenied);
}

TEST_CASE("a call by another ABI is ENOSYS, whatever its number") {
    const auto code = filter_code({{3, kAllowed, {}}}).value();
    seccomp_data call = call_of(3);
    call.arch = AUDIT_ARCH_I386;
    CHECK(answer_of(code, call) == kUnknown);
}

TEST_CASE("the first rule whose conditions all hold decides, and bits above 32 do not count") {
    const SyscallRules rules{{3, kAllowed, {{0, 0xf, {1, 2}}, {1, 0xffffffff, {7}}}},
                             {3, kDenied, {{0, 0xffffffff, {1}}}}};
    const auto code = filter_code(rules).value();
    CHECK(answer_of(code, call_of(3, 1, 7)) == kAllowed);
    CHECK(answer_of(code, call_of(3, 0x12, 7)) == kAllowed);
    CHECK(answer_of(code, call_of(3, 1, 8)) == kDenied);
    CHECK(answer_of(code, call_of(3, 2, 8)) == kUnknown);
    CHECK(answer_of(code, call_of(3, 1ull << 32 | 1, 1ull << 40 | 8)) == kDenied);
}

TEST_CASE("a thousand made-up sets of rules mean in code what they say") {
    std::mt19937 random(20);
    const auto below = [&](unsigned n) { return static_cast<std::uint32_t>(random() % n); };
    for (int round = 0; round < 1000; ++round) {
        SyscallRules rules;
        for (unsigned i = below(120); i > 0; --i) {
            SyscallRule rule{
                below(round % 2 == 0 ? 40 : 460), below(2) == 0 ? kAllowed : kDenied, {}};
            for (unsigned conditions = below(3); conditions > 0; --conditions) {
                ArgumentIs one{below(2), below(2) == 0 ? 0xffffffffu : 6u, {}};
                for (unsigned values = 1 + below(30); values > 0; --values)
                    one.values.push_back(below(round % 3 == 0 ? 200 : 8) & one.mask);
                rule.conditions.push_back(std::move(one));
            }
            rules.push_back(std::move(rule));
        }
        const auto code = filter_code(rules);
        REQUIRE(code.has_value());
        for (int number = 0; number < 470; ++number) {
            const std::uint32_t most = round % 3 == 0 ? 200 : 8;
            const seccomp_data call = call_of(number, below(most), below(most));
            const bool same = answer_of(code.value(), call) == meaning(rules, call);
            if (!same) CAPTURE(number);
            REQUIRE(same);
        }
    }
}

TEST_CASE(
    "a rule with more values than a jump reaches over is an error, and so is a long program") {
    const auto scattered = [](std::uint32_t count, std::uint32_t from) {
        std::vector<std::uint32_t> values;
        for (std::uint32_t i = 0; i < count; ++i) values.push_back((from + i) * 64);
        return values;
    };
    SyscallRules rules{{3, kAllowed, {{0, 0xffffffff, scattered(200, 0)}}}};
    CHECK(filter_code(rules).has_value());
    rules[0].conditions[0].values = scattered(300, 0);
    CHECK_FALSE(filter_code(rules).has_value());
    rules.clear();
    for (std::uint32_t call = 0; call < 60; ++call)
        rules.push_back({call, kAllowed, {{0, 0xffffffff, scattered(100, call)}}});
    CHECK_FALSE(filter_code(rules).has_value());
}

TEST_CASE("calls that end with the same rules share them") {
    const ArgumentIs few{0, 0xffffffff, {64, 128, 192, 256}};
    const SyscallRules one{{3, kAllowed, {few}}, {3, kDenied, {}}};
    SyscallRules both = one;
    both.push_back({5, kAllowed, {{1, 0xffffffff, {9}}}});
    for (const SyscallRule& rule : one) both.push_back({5, rule.answer, rule.conditions});
    const auto code = filter_code(both).value();
    CHECK(code.size() < filter_code(one).value().size() + 12);
    CHECK(answer_of(code, call_of(5, 64, 0)) == kAllowed);
    CHECK(answer_of(code, call_of(5, 65, 9)) == kAllowed);
    CHECK(answer_of(code, call_of(5, 65, 8)) == kDenied);
    CHECK(answer_of(code, call_of(3, 65, 9)) == kDenied);
}

}  // namespace kiln::pool
