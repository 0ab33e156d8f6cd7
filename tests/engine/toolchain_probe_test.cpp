#include "engine/toolchain_probe.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

using Answer = FakeStepRunner::Answer;

void probe(EngineFixture& fixture) {
    boost::asio::co_spawn(fixture.io, fixture.engine.probe_versions(), boost::asio::detached);
    fixture.settle();
}

pool::StepReport says(std::string text) {
    pool::StepReport report = exited(0);
    report.merged = std::move(text);
    return report;
}

TEST_CASE("versions are asked for in a container and told in outcomes") {
    EngineFixture fixture;
    fixture.runner.script = [](const pool::StepSpec&) { return Answer(says("tool 3.11.2\n")); };
    probe(fixture);
    REQUIRE(fixture.runner.steps.size() == 2);
    CHECK(fixture.runner.steps[0]->spec.argv ==
          std::vector<std::string>{"/bin/interpret", "--version"});
    CHECK(fixture.engine.version_of(*fixture.catalogue.find("script")) == "3.11.2");
    const std::size_t job = fixture.begin(EngineFixture::job());
    CHECK(fixture.outcome(job).version == "3.11.2");
}

TEST_CASE("a command that cannot be executed, fails or says nothing makes a language missing") {
    const std::vector<std::function<Answer()>> answers = {
        [] { return Answer(not_begun(pool::NotBegun::Why::Command, ENOENT)); },
        [] { return Answer(not_begun(pool::NotBegun::Why::Command, EACCES)); },
        [] { return Answer(exited(127)); },
        [] { return Answer(says("hello")); },
    };
    for (const auto& answer : answers) {
        EngineFixture fixture;
        fixture.runner.script = [&answer](const pool::StepSpec&) { return answer(); };
        probe(fixture);
        const std::size_t job = fixture.submit(EngineFixture::job());
        REQUIRE(fixture.times_answered(job) == 1);
        CHECK(fixture.outcome(job).verdict == Verdict::Rejected);
        CHECK(fixture.outcome(job).message.find("is not installed") != std::string::npos);
    }
}

TEST_CASE("trouble of ours, or limits that are too low to ask, leave a language usable") {
    const std::vector<std::function<Answer()>> answers = {
        [] { return Answer(pool::errno_error(EPIPE, "the container is gone")); },
        [] { return Answer(not_begun(pool::NotBegun::Why::Memory, 0)); },
    };
    for (const auto& answer : answers) {
        EngineFixture fixture;
        fixture.runner.script = [&answer](const pool::StepSpec&) { return answer(); };
        probe(fixture);
        fixture.runner.script = [](const pool::StepSpec&) { return Answer(exited(0)); };
        const std::size_t job = fixture.begin(EngineFixture::job());
        CHECK(fixture.outcome(job).verdict == Verdict::Ok);
        CHECK(fixture.outcome(job).version.empty());
    }
}

TEST_CASE("stopping ends the questions and waits for the one that was asked") {
    EngineFixture fixture;
    probe(fixture);
    REQUIRE(fixture.runner.steps.size() == 1);
    bool stopped = false;
    boost::asio::co_spawn(fixture.io, fixture.engine.stop(),
                          [&stopped](const std::exception_ptr&) { stopped = true; });
    fixture.settle();
    CHECK(stopped);
    CHECK(fixture.runner.steps.size() == 1);
}

}  // namespace
}  // namespace kiln::engine
