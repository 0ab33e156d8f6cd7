#include "cmd/kiln/bench/bare_side.h"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

namespace kiln::cmd::benchmark {
namespace {

// A shell stands for the compiler, and again for the program.
engine::Language language() {
    engine::Language language;
    language.name = "test";
    language.source_file = "main.test";
    language.package = "dash";
    language.compile_argv = {"/bin/sh", "-c", ". ./main.test > program", "sh", "{sources}"};
    language.run_argv = {"/bin/sh", "{program}", "{args}"};
    language.artifacts = {"program"};
    language.env = {"CACHE=/tmp/cache", "OTHER=x"};
    return language;
}

TEST_CASE("a bare job compiles and runs, with few variables and places of its own") {
    const engine::Language shell = language();
    const Interrupt interrupt;
    std::filesystem::path kept;
    {
        auto side = make_bare_side(shell, Compiles::Always, 2, interrupt);
        REQUIRE(side.has_value());
        CHECK(side.value().name == "bare");
        CHECK(side.value().clients.size() == 2);
        // The program exits with 0 only where everything is as it should be.
        const auto end = side.value().clients[1]->run(
            "echo \"test '$CACHE' = \\\"\\$TMPDIR/cache\\\" -a '$OTHER' = x -a -z '$HOME' -a -d "
            "'$TMPDIR' || exit 9\"");
        REQUIRE(end);
        CHECK(end->failure == "");
        CHECK(end->cpu > end->cpu.zero());
        const auto told = side.value().clients[0]->run("echo 'pwd; exit 1'");
        REQUIRE(told);
        const std::string& text = told->failure;
        const std::size_t from = text.find('/', text.find(": ")), to = text.find('\n');
        REQUIRE(to != text.npos);
        kept = text.substr(from, to - from);
        CHECK(std::filesystem::exists(kept));
    }
    CHECK_FALSE(std::filesystem::exists(kept.parent_path()));
}

TEST_CASE("a compiler's and a program's failure is a failure with their words") {
    const engine::Language shell = language();
    const Interrupt interrupt;
    auto side = make_bare_side(shell, Compiles::Always, 1, interrupt);
    REQUIRE(side.has_value());
    const auto compile = side.value().clients[0]->run("echo no good >&2; exit 3");
    REQUIRE(compile);
    CHECK(compile->failure == "/bin/sh ended with 3: no good\n");
    const auto run = side.value().clients[0]->run("echo 'exit 4'");
    REQUIRE(run);
    CHECK(run->failure == "/bin/sh ended with 4: ");
}

TEST_CASE("a client that compiles once does so for each other source, and after a failure") {
    const engine::Language shell = language();
    const Interrupt interrupt;
    // The compiler leaves a mark where it has been before, and the program tells of it.
    const std::string again = "test -e mark && echo 'exit 5'; touch mark";
    for (const Compiles compiles : {Compiles::Once, Compiles::Always}) {
        auto side = make_bare_side(shell, compiles, 1, interrupt);
        REQUIRE(side.has_value());
        Client& client = *side.value().clients[0];
        CHECK(client.run(again)->failure == "");
        CHECK(client.run(again)->failure.empty() == (compiles == Compiles::Once));
        CHECK(client.run(again + " ")->failure != "");
        CHECK(client.run("exit 6")->failure == "/bin/sh ended with 6: ");
        CHECK(client.run("exit 6")->failure == "/bin/sh ended with 6: ");
    }
}

TEST_CASE("a program that is not on this host is named with its package") {
    engine::Language absent = language();
    absent.run_argv = {"/no/such/runtime"};
    const Interrupt interrupt;
    const auto side = make_bare_side(absent, Compiles::Always, 1, interrupt);
    REQUIRE(side.has_error());
    CHECK(side.error().text().find("/no/such/runtime") != std::string::npos);
    CHECK(side.error().text().find("apt-get install dash") != std::string::npos);
}

TEST_CASE("an interrupted job is none") {
    const engine::Language shell = language();
    const Interrupt interrupt;
    auto side = make_bare_side(shell, Compiles::Always, 1, interrupt);
    REQUIRE(side.has_value());
    ::raise(SIGTERM);
    CHECK_FALSE(side.value().clients[0]->run("sleep 1000"));
}

}  // namespace
}  // namespace kiln::cmd::benchmark
