#include "pool/namespaces/syscall_rules.h"

#include <doctest/doctest.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace kiln::pool {

namespace {

const std::string kLeast = "allow exit_group execve read\n";

// What is wrong with the rules, or "".
std::string trouble(const std::string& text) {
    const auto rules = parse_syscall_rules(text, "file");
    return rules ? "" : rules.error().text();
}

SyscallRule last_of(const std::string& line) {
    return parse_syscall_rules(kLeast + line, "file").value().back();
}

}  // namespace

TEST_CASE("a rule has a call, an answer and what its arguments must be") {
    const SyscallRule rule = last_of("let A 4\nEPERM prctl a0=A,0x10 a2&0xff=7 # why\n");
    CHECK(rule.number == SYS_prctl);
    CHECK(rule.answer == (SECCOMP_RET_ERRNO | EPERM));
    REQUIRE(rule.conditions.size() == 2);
    CHECK(rule.conditions[0].index == 0);
    CHECK(rule.conditions[0].mask == 0xffffffff);
    CHECK(rule.conditions[0].values == std::vector<std::uint32_t>{4, 16});
    CHECK(rule.conditions[1].index == 2);
    CHECK(rule.conditions[1].mask == 0xff);
}

TEST_CASE("several calls share a line, and a call may be a number") {
    const auto rules = parse_syscall_rules(kLeast + "done sync 451\n", "file").value();
    CHECK(rules[3].number == SYS_sync);
    CHECK(rules[3].answer == SECCOMP_RET_ERRNO);
    CHECK(rules[4].number == 451);
    CHECK(rules[0].answer == SECCOMP_RET_ALLOW);
}

TEST_CASE("constants join with |, and ~ turns them around") {
    const SyscallRule rule = last_of("let A 1\nlet B 2\nallow clone a0&~A|B=0\n");
    CHECK(rule.conditions[0].mask == ~3u);
}

TEST_CASE("what is wrong is said with file and line") {
    CHECK(trouble(kLeast + "perhaps write") == "file:2: \"perhaps\" is no answer");
    CHECK(trouble(kLeast + "allow wriite") == "file:2: there is no system call wriite");
    CHECK(trouble(kLeast + "let A") == "file:2: a constant is: let NAME NUMBER");
    CHECK(trouble(kLeast + "let A 1\nlet A 2") == "file:3: the constant A has a value already");
    CHECK(trouble(kLeast + "allow prctl a0=B") == "file:2: there is no constant B");
    CHECK(trouble(kLeast + "allow prctl a0=") == "file:2: a condition without values");
    CHECK(trouble(kLeast + "allow prctl a9=1").starts_with("file:2: a condition is aN="));
    CHECK(trouble(kLeast + "allow prctl a0&1=2") ==
          "file:2: the value 2 has bits that the mask drops");
    CHECK(trouble(kLeast + "allow a0=1") == "file:2: an answer to no call");
    CHECK(trouble(kLeast + "allow read") ==
          "file:2: a rule for read after one without conditions is never asked");
    CHECK(trouble("allow read\n").find("exit_group") != std::string::npos);
    CHECK(trouble("") != "");
}

}  // namespace kiln::pool
