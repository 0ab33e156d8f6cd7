#include "cmd/kiln/bench/host_command.h"

#include <doctest/doctest.h>

#include <csignal>
#include <thread>

namespace kiln::cmd::benchmark {
namespace {

HostCommand shell(const char* script,
                  std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    return {{"/bin/sh", "-c", script}, {"ONE=1"}, "/", timeout};
}

HostCommandEnd ended(const HostCommand& command) {
    const Interrupt interrupt;
    const auto end = run_on_host(command, interrupt);
    REQUIRE(end.has_value());
    REQUIRE(end.value().has_value());
    return *end.value();
}

TEST_CASE("a command's output is what it wrote to either stream, its status as a shell says") {
    const auto end = ended(shell("echo out; echo err >&2; exit 3"));
    CHECK(end.output == "out\nerr\n");
    CHECK(end.status == 3);
    CHECK(ended(shell("kill -9 $$")).status == 128 + SIGKILL);
}

TEST_CASE("a command has the environment, the directory and the stdin it was given") {
    const auto end = ended(shell("echo $ONE-$HOME-$(pwd); cat"));
    CHECK(end.output == "1--/\n");
}

TEST_CASE("of long output the beginning is kept, and the command ends all the same") {
    const auto end = ended(shell("head -c 1000000 /dev/zero | tr '\\0' x; exit 4"));
    CHECK(end.output == std::string(64u << 10, 'x'));
    CHECK(end.status == 4);
}

TEST_CASE("the CPU time of a command and its children is told") {
    const auto end = ended(shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"));
    CHECK(end.cpu > std::chrono::milliseconds(5));
    CHECK(end.cpu < std::chrono::seconds(20));
}

TEST_CASE("a command that is not there is named") {
    const Interrupt interrupt;
    HostCommand command = shell("");
    command.argv[0] = "/no/such/command";
    const auto end = run_on_host(command, interrupt);
    REQUIRE(end.has_error());
    CHECK(end.error().text().find("/no/such/command") != std::string::npos);
}

TEST_CASE("a command that takes too long is ended, its children too") {
    const Interrupt interrupt;
    const auto end =
        run_on_host(shell("sleep 1000 & echo $!; wait", std::chrono::milliseconds(200)), interrupt);
    REQUIRE(end.has_error());
    CHECK(end.error().text().find("200 ms") != std::string::npos);
}

TEST_CASE("what a command leaves in its group goes with it, and is not waited for") {
    const auto end = ended(shell("sleep 1000 & echo $!", std::chrono::seconds(10)));
    CHECK(end.status == 0);
    const pid_t left = std::stoi(end.output);
    for (int i = 0; i < 500 && ::kill(left, 0) == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(::kill(left, 0) != 0);
}

TEST_CASE("an interrupt ends a command and a sleep") {
    const Interrupt interrupt;
    ::raise(SIGINT);
    CHECK(interrupt.flag());
    const auto started = std::chrono::steady_clock::now();
    interrupt.sleep(std::chrono::seconds(100));
    const auto end = run_on_host(shell("sleep 1000"), interrupt);
    REQUIRE(end.has_value());
    CHECK_FALSE(end.value().has_value());
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(50));
}

}  // namespace
}  // namespace kiln::cmd::benchmark
