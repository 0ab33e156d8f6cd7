#include "cmd/kiln/bench/engine_cpu.h"

#include <doctest/doctest.h>
#include <unistd.h>

namespace kiln::cmd::benchmark {
namespace {

TEST_CASE("the instance's group is found in its hierarchy, whatever is below and above it") {
    const char* const v1 = "4:memory:/kiln-7/1/cell\n3:cpu,cpuacct:/outer/kiln-2/0/agent\n0::/\n";
    CHECK(instance_group(v1, "cpuacct") == "/outer/kiln-2");
    CHECK(instance_group(v1, "memory") == "/kiln-7");
    CHECK_FALSE(instance_group(v1, ""));
    CHECK_FALSE(instance_group(v1, "acct"));
    CHECK(instance_group("0::/system.slice/kiln-12\n", "") == "/system.slice/kiln-12");
}

TEST_CASE("a group that only looks like an instance's is none") {
    for (const char* group : {"/", "/kiln", "/kiln-", "/kiln-1-engine", "/kiln-x/1", "/xkiln-1"})
        CHECK_FALSE(instance_group("0::" + std::string(group) + "\n", ""));
    CHECK(instance_group("0::/kiln-service/kiln-3/0\n", "") == "/kiln-service/kiln-3");
    CHECK_FALSE(instance_group("", ""));
    CHECK_FALSE(instance_group("no colons\n", ""));
}

TEST_CASE("both kinds of counters are read") {
    CHECK(parse_counter("123456\n") == std::chrono::nanoseconds(123'456));
    CHECK(parse_counter("usage_usec 7\nuser_usec 5\nsystem_usec 2\n") ==
          std::chrono::microseconds(7));
    CHECK_FALSE(parse_counter(""));
    CHECK_FALSE(parse_counter("usage_usec x"));
    CHECK_FALSE(parse_counter("user_usec 5\n"));
}

TEST_CASE("a process that is no kiln serve is an error that says what is wanted") {
    const auto cpu = EngineCpu::find(::getpid());
    REQUIRE(cpu.has_error());
    CHECK(cpu.error().text().find("kiln serve") != std::string::npos);
    const auto nobody = EngineCpu::find(1 << 22);
    REQUIRE(nobody.has_error());
    CHECK(nobody.error().text().find("4194304") != std::string::npos);
}

}  // namespace
}  // namespace kiln::cmd::benchmark
