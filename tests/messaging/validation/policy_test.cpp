#include "messaging/validation/policy.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

Policy made(std::string_view text) {
    auto policy = Policy::parse("p", text);
    if (!policy) FAIL(policy.error().text());
    return std::move(policy).value();
}

std::string refused(std::string_view text) {
    const auto policy = Policy::parse("p", text);
    REQUIRE(policy.has_error());
    return policy.error().step;
}

TEST_CASE("a rule that matches is reported with its category and description") {
    const Policy policy = made(
        "# a comment\n"
        "\n"
        "common danger \"destroys things\" rm -rf /\n"
        "python loops \"never ends\" while\\s+True:\n");
    CHECK(policy.size() == 2);
    CHECK(policy.check_common("x; rm -rf / ; y") ==
          "Prohibited operation detected: danger: destroys things");
    CHECK(policy.check_language("python", "while  True:\n  pass") ==
          "Prohibited python operation detected: loops: never ends");
    CHECK_FALSE(policy.check_common("while True:").has_value());
    CHECK_FALSE(policy.check_language("js", "while True:").has_value());
    CHECK(policy.languages() == std::vector<std::string>{"python"});
}

TEST_CASE("of several rules that match the first in the file counts") {
    const Policy policy = made("common b \"2\" x\ncommon a \"1\" x\n");
    CHECK(policy.check_common("x") == "Prohibited operation detected: b: 2");
}

TEST_CASE("expressions are RE2's") {
    const Policy policy = made(
        "common a \"at the end of the text\" import os$\n"
        "common b \"ignores case\" (?i)FORK\n"
        "common c \"across lines\" (?s)begin.*end\n"
        "common d \"an open brace\" for {\n");
    CHECK_FALSE(policy.check_common("import os\nprint(1)").has_value());
    CHECK(policy.check_common("print(1)\nimport os").has_value());
    CHECK(policy.check_common("Fork()").has_value());
    CHECK(policy.check_common("begin\nend").has_value());
    CHECK(policy.check_common("for {").has_value());
    CHECK(policy.check_common("\xff\xfe import os").has_value());
}

TEST_CASE("blanks around an expression are not part of it, blanks in it are") {
    const Policy policy = made("  common\ta  \"d\"   a b  \r\n");
    CHECK(policy.check_common("a b").has_value());
    CHECK_FALSE(policy.check_common("ab").has_value());
}

TEST_CASE("a line that cannot be used is an error that names it") {
    CHECK(refused("common a \"x\" (\n")
              .starts_with("policy p, line 1: the expression does not compile: "));
    CHECK(refused("# one\ncommon a \"x\" \\i\n").starts_with("policy p, line 2: "));
    CHECK(refused("common a \"x\"") == "policy p, line 1: the expression is missing");
    for (const char* line :
         {"common", "common a", "common a x y", "common a \"x y", "common \"x\" y"})
        CHECK(refused(line).find("expected: scope category") != std::string::npos);
}

TEST_CASE("an empty policy forbids nothing") {
    CHECK_FALSE(Policy().check_common("rm -rf /").has_value());
    CHECK(made("# nothing\n").size() == 0);
}

TEST_CASE("a policy that is not there is an error that names the file") {
    const auto policy = Policy::load("/nonexistent/deny.policy");
    REQUIRE(policy.has_error());
    CHECK(policy.error().text().find("/nonexistent/deny.policy: No such file") !=
          std::string::npos);
}

TEST_CASE("the sample policy compiles and does what it says") {
    const auto loaded = Policy::load(KILN_SOURCE_DIR "/messaging/sample.policy");
    REQUIRE(loaded.has_value());
    const Policy& policy = loaded.value();
    CHECK(policy.check_common(":(){ :|:& };:").has_value());
    CHECK(policy.check_common("system('rm -rf /')").has_value());
    CHECK(policy.check_language("python", "import os\nos.system('ls')").has_value());
    CHECK(policy.check_language("python", "x = 1\nimport socket\n").has_value());
    CHECK(policy.check_language("js", "require('child_process')").has_value());
    CHECK(policy.check_language("go", "import \"os/exec\"").has_value());
    CHECK(policy.check_language("cpp", "#include <sys/socket.h>").has_value());
    CHECK_FALSE(policy.check_language("cpp", "ecosystem(1); new Node(3);").has_value());
    CHECK_FALSE(policy.check_language("python", "while True: import sys").has_value());
    CHECK_FALSE(policy.check_common("int main() {}").has_value());
}

}  // namespace
}  // namespace kiln::messaging
