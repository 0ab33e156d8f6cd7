#include "cmd/kiln/bench/options.h"

#include <doctest/doctest.h>

namespace kiln::cmd::benchmark {
namespace {

pool::Result<Options> read(std::vector<const char*> args, const std::string& docker_host = "") {
    const auto given = parse_flags(option_flags(), args, Words::Mixed);
    if (!given) return given.error();
    return read_options(given.value(), docker_host);
}

Options good(const std::vector<const char*>& args, const std::string& docker_host = "") {
    const auto options = read(args, docker_host);
    REQUIRE_MESSAGE(options.has_value(), options.error().text());
    return options.value();
}

// An error that holds each of these.
void check_complaint(const std::vector<const char*>& args, const std::vector<const char*>& parts,
                     const std::string& docker_host = "") {
    const auto options = read(args, docker_host);
    REQUIRE(options.has_error());
    for (const char* part : parts)
        CHECK_MESSAGE(options.error().text().find(part) != std::string::npos,
                      options.error().text());
}

TEST_CASE("what is not said has a default") {
    const Options options = good({"x.py"});
    CHECK(options.file == "x.py");
    CHECK(options.jobs == 200);
    CHECK_FALSE(options.time);
    CHECK(options.in_flight == 1);
    CHECK(options.pause.count() == 0);
    CHECK_FALSE(options.unique);
    CHECK_FALSE(options.bare);
    CHECK_FALSE(options.bare_compiles_once);
    CHECK_FALSE(options.docker_exec);
    CHECK_FALSE(options.engine_pid);
    CHECK_FALSE(options.json);
}

TEST_CASE("the machine alone is measured without a program, and with nothing about jobs") {
    CHECK_FALSE(good({"x.py"}).machine);
    CHECK(good({"--machine"}).machine);
    CHECK_FALSE(good({"--machine"}).json);
    CHECK(good({"--machine", "--json"}).json);
    check_complaint({"--machine", "x.py"}, {"--machine", "x.py", "FILE"});
    check_complaint({"--machine", "--jobs", "3"}, {"--machine", "--jobs"});
    check_complaint({"--unique", "--machine"}, {"--machine", "--unique"});
}

TEST_CASE("every option is read") {
    const Options options = good({"--language",
                                  "go",
                                  "--jobs",
                                  "7",
                                  "--seconds=3",
                                  "--in-flight",
                                  "8",
                                  "--pause",
                                  "200",
                                  "--warm-up",
                                  "0",
                                  "--unique",
                                  "--compare",
                                  "bare",
                                  "--compare",
                                  "docker-exec",
                                  "--docker-image",
                                  "img",
                                  "--engine-pid",
                                  "42",
                                  "--json",
                                  "--nats-url",
                                  "nats://h:1"},
                                 "unix:///run/d.sock");
    CHECK(options.file.empty());
    CHECK(options.language == "go");
    CHECK(options.jobs == 7);
    CHECK(options.time == std::chrono::seconds(3));
    CHECK(options.in_flight == 8);
    CHECK(options.pause == std::chrono::milliseconds(200));
    CHECK(options.warm_up == 0);
    CHECK(options.unique);
    CHECK(options.bare);
    CHECK(options.docker_exec);
    CHECK(options.docker_image == "img");
    CHECK(options.docker_socket == "/run/d.sock");
    CHECK(options.engine_pid == 42);
    CHECK(options.json);
    CHECK(options.nats.urls == "nats://h:1");
}

TEST_CASE("a time without a number of jobs bounds them by the time alone") {
    CHECK(good({"x.py", "--seconds", "2"}).jobs == 0);
}

TEST_CASE("comparisons may be a list") {
    const Options options = good({"x.py", "--compare", "docker-exec,bare", "--docker-image", "i"});
    CHECK(options.bare);
    CHECK(options.docker_exec);
    CHECK(options.docker_socket == "/var/run/docker.sock");
}

TEST_CASE("a number that is none, or out of range, is named with its range") {
    check_complaint({"x", "--jobs", "0"}, {"--jobs", "\"0\"", "from 1 to"});
    check_complaint({"x", "--jobs", "many"}, {"--jobs", "\"many\""});
    check_complaint({"x", "--jobs", "-3"}, {"--jobs", "\"-3\""});
    check_complaint({"x", "--jobs", "3x"}, {"--jobs", "\"3x\""});
    check_complaint({"x", "--jobs", "99999999999999999999"}, {"--jobs", "9999"});
    check_complaint({"x", "--seconds", "0"}, {"--seconds", "from 1 to 86400"});
    check_complaint({"x", "--in-flight", "257"}, {"--in-flight", "from 1 to 256"});
    check_complaint({"x", "--pause", "1.5"}, {"--pause", "\"1.5\"", "from 0 to 60000"});
    check_complaint({"x", "--warm-up", "x"}, {"--warm-up"});
    check_complaint({"x", "--engine-pid", "0"}, {"--engine-pid", "from 1 to"});
}

TEST_CASE("a comparison that Kiln does not know is named with those it knows") {
    check_complaint({"x", "--compare", "podman"}, {"\"podman\"", "bare, docker-exec"});
    check_complaint({"x", "--compare", "bare,,"}, {"\"\""});
}

TEST_CASE("what docker-exec needs is asked for, and only then taken") {
    check_complaint({"x", "--compare", "docker-exec"}, {"--docker-image IMAGE"});
    check_complaint({"x", "--docker-image", "i"}, {"--docker-image", "--compare docker-exec"});
    check_complaint({"x", "--compare", "docker-exec", "--docker-image", "i"},
                    {"DOCKER_HOST", "\"tcp://h:1\"", "unix://PATH"}, "tcp://h:1");
    check_complaint({"x", "--compare", "docker-exec", "--docker-image", "i"}, {"DOCKER_HOST"},
                    "unix://");
    CHECK(good({"x"}, "tcp://h:1").docker_socket.empty());
}

TEST_CASE("compiling once is for bare commands and for one source") {
    CHECK(good({"x", "--compare", "bare", "--bare-compiles-once"}).bare_compiles_once);
    check_complaint({"x", "--bare-compiles-once"}, {"--bare-compiles-once", "--compare bare"});
    check_complaint({"x", "--compare", "bare", "--bare-compiles-once", "--unique"},
                    {"--bare-compiles-once", "--unique"});
}

TEST_CASE("it takes one program") {
    check_complaint({}, {"FILE", "--language", "--help"});
    check_complaint({"a.py", "b.py"}, {"one FILE", "\"b.py\""});
}

}  // namespace
}  // namespace kiln::cmd::benchmark
