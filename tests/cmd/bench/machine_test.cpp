#include "cmd/kiln/bench/machine.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cerrno>

namespace kiln::cmd::benchmark {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a fork takes longer than a page, and a page longer than a system call") {
    const auto cost = measure_machine();
    REQUIRE_MESSAGE(cost.has_value(), cost.error().text());
    CHECK(cost.value().system_call > 0ns);
    CHECK(cost.value().page_copy > cost.value().system_call);
    CHECK(cost.value().fork > cost.value().page_copy);
    CHECK(cost.value().fork < 1s);
}

TEST_CASE("no child is left of it") {
    REQUIRE(measure_machine().has_value());
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
}

TEST_CASE("the figures are told in microseconds") {
    const MachineCost cost{.page_copy = 1250ns, .fork = 400us, .system_call = 90ns};
    CHECK(machine_text(cost) ==
          "a page copied after a fork      1.25 us\n"
          "fork, exit and wait           400.00 us\n"
          "a system call                   0.09 us\n");
    CHECK(machine_json(cost) == "{\"page_copy_us\":1.25,\"fork_us\":400,\"system_call_us\":0.09}");
}

}  // namespace
}  // namespace kiln::cmd::benchmark
