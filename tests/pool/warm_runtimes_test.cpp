#include "pool/warm_runtimes.h"

#include <doctest/doctest.h>

#include <cstring>

namespace kiln::pool {

namespace {

std::vector<RuntimeSpec> specs() {
    RuntimeSpec forks;
    forks.name = "snake";
    forks.directory = "/box";
    forks.start.argv = forks.step_argv = {"/bin/snake", "main.s"};
    forks.start.env = {"A=1"};
    forks.stack_bytes = 100;
    RuntimeSpec waits = forks;
    waits.name = "node";
    waits.mode = RuntimeSpec::Mode::Waits;
    waits.whole_argv = true;
    return {forks, waits};
}

StepSpec step(const std::string& runtime, std::vector<std::string> argv) {
    StepSpec spec;
    spec.runtime = runtime;
    spec.argv = std::move(argv);
    spec.limits.stack_bytes = 100;
    return spec;
}

}  // namespace

TEST_CASE("a step goes on in the runtime it names when its command is that runtime's") {
    const auto all = specs();
    const WarmRuntimes book(all);
    CHECK(book.number_for(step("snake", {"/bin/snake", "main.s"})) == 1);
    CHECK(book.number_for(step("snake", {"/bin/snake", "main.s", "argument"})) == 1);
    CHECK(book.number_for(step("node", {"/bin/snake", "main.s"})) == 2);
    CHECK(book.number_for(step("node", {"/bin/snake", "main.s", "more"})) == 0);
    CHECK(book.number_for(step("snake", {"/bin/snake"})) == 0);
    CHECK(book.number_for(step("snake", {"/bin/other", "main.s"})) == 0);
    CHECK(book.number_for(step("", {"/bin/snake", "main.s"})) == 0);
    CHECK(book.number_for(step("bird", {"/bin/snake", "main.s"})) == 0);
    StepSpec deep = step("snake", {"/bin/snake", "main.s"});
    deep.limits.stack_bytes = 101;
    CHECK(book.number_for(deep) == 0);
}

TEST_CASE("a runtime that forks is usable from its word until it fails, and given up after three") {
    const auto all = specs();
    WarmRuntimes book(all);
    CHECK_FALSE(book.usable(1));
    for (int failures = 0; failures < 3; ++failures) {
        CHECK(book.state(1) == WarmRuntimes::State::Off);
        book.started(1);
        CHECK_FALSE(book.usable(1));
        book.is_up(1, 4096);
        CHECK(book.usable(1));
        CHECK(book.memory() == 4096);
        book.failed(1);
        CHECK_FALSE(book.usable(1));
        CHECK(book.memory() == 0);
    }
    CHECK(book.state(1) == WarmRuntimes::State::Failed);
}

TEST_CASE(
    "a runtime that cannot be forked waits instead, if it may, and is given up like any other") {
    auto all = specs();
    all[0].or_waits = true;
    WarmRuntimes book(all);
    book.started(1);
    CHECK_FALSE(book.waits(1));
    book.failed(1, true);
    CHECK_FALSE(book.waits(1));
    book.started(1);
    book.failed(1, true);
    CHECK(book.waits(1));
    CHECK(book.request(1).value().mode == KILN_RUNTIME_WAITS);
    CHECK(book.state(1) == WarmRuntimes::State::Off);
    for (int failures = 0; failures < 3; ++failures) {
        book.started(1);
        CHECK(book.usable(1));
        book.failed(1);
    }
    CHECK(book.state(1) == WarmRuntimes::State::Failed);
}

TEST_CASE("a runtime that cannot be forked and must not wait is given up the second time") {
    const auto all = specs();
    WarmRuntimes book(all);
    book.started(1);
    book.failed(1, true);
    CHECK(book.state(1) == WarmRuntimes::State::Off);
    book.started(1);
    book.failed(1, true);
    CHECK(book.state(1) == WarmRuntimes::State::Failed);
}

TEST_CASE("a runtime with words that no request holds has none, and stays given up") {
    auto all = specs();
    all[0].start.env.push_back("B=" + std::string(KILN_WORDS_SIZE, 'b'));
    WarmRuntimes book(all);
    CHECK_FALSE(book.request(1));
    book.given_up(1);
    CHECK(book.state(1) == WarmRuntimes::State::Failed);
    CHECK_FALSE(book.usable(1));
    CHECK(book.request(2));
}

TEST_CASE("a runtime is worn out by its children or its age") {
    const auto all = specs();
    WarmRuntimes book(all);
    RuntimeUpkeep upkeep;
    upkeep.most_children = 2;
    book.started(1);
    book.is_up(1, 1);
    book.made_cell(1);
    CHECK_FALSE(book.worn_out(1, upkeep));
    book.made_cell(1);
    CHECK(book.worn_out(1, upkeep));
    upkeep.most_children = 10;
    upkeep.most_seconds = 0;
    CHECK(book.worn_out(1, upkeep));
    upkeep.most_seconds = 100;
    CHECK_FALSE(book.worn_out(1, upkeep));
}

TEST_CASE("the request carries directory, command and environment, one after another") {
    const auto all = specs();
    const WarmRuntimes book(all);
    const kiln_runtime request = book.request(1).value();
    CHECK(request.head.kind == KILN_RUNTIME);
    CHECK(request.number == 1);
    CHECK(request.mode == KILN_RUNTIME_FORKS);
    CHECK(request.argc == 2);
    CHECK(request.envc == 1);
    const char words[] = "/box\0/bin/snake\0main.s\0A=1";
    CHECK(std::memcmp(request.words, words, sizeof words) == 0);
}

TEST_CASE("the runtimes that jobs wanted are told, for the container that comes next") {
    const std::vector<RuntimeSpec> specs(3);
    WarmRuntimes book(specs);
    CHECK(book.wanted_ones().empty());
    book.used(3);
    book.used(1);
    CHECK(book.wanted_ones() == std::vector<unsigned>{1, 3});
}

}  // namespace kiln::pool
