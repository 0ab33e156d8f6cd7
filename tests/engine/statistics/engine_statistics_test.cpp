#include <doctest/doctest.h>

#include "engine/engine.h"
#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

using Answer = FakeStepRunner::Answer;

std::uint64_t count(const EngineFixture& fixture, std::size_t language, Verdict verdict) {
    return fixture.engine.statistics().by_language.at(language).verdicts[static_cast<std::size_t>(
        verdict)];
}

TEST_CASE("every job that was answered is counted once, in its language's row") {
    EngineFixture fixture(1);
    fixture.runner.script = [](const pool::StepSpec& spec) {
        return Answer(exited(spec.argv.front() == "/bin/compile" ? 1 : 0));
    };
    fixture.begin(EngineFixture::job("script"));
    fixture.begin(EngineFixture::job("compiled"));
    fixture.begin(EngineFixture::job("cobol"));
    CHECK(count(fixture, 0, Verdict::Ok) == 1);
    CHECK(count(fixture, 1, Verdict::CompileError) == 1);
    CHECK(count(fixture, 2, Verdict::Rejected) == 1);
    std::uint64_t all = 0;
    for (const LanguageStatistics& row : fixture.engine.statistics().by_language)
        for (const std::uint64_t each : row.verdicts) all += each;
    CHECK(all == 3);
}

TEST_CASE("a job counts when its outcome is known and not before") {
    EngineFixture fixture(1);
    fixture.begin(EngineFixture::job());
    fixture.begin(EngineFixture::job());
    fixture.begin(EngineFixture::job());
    CHECK(count(fixture, 0, Verdict::Busy) == 1);
    CHECK(count(fixture, 0, Verdict::Ok) == 0);
    fixture.runner.finish(0, exited(0));
    fixture.settle();
    CHECK(count(fixture, 0, Verdict::Ok) == 1);
}

TEST_CASE("jobs that expire in the queue, and those that an ending engine gives up, are counted") {
    EngineFixture fixture(4);
    fixture.begin(EngineFixture::job());
    Job late = EngineFixture::job();
    late.answer_by = Clock::now();
    fixture.begin(std::move(late));
    CHECK(count(fixture, 0, Verdict::Expired) == 1);
    fixture.begin(EngineFixture::job());
    boost::asio::co_spawn(fixture.io, fixture.engine.stop(), boost::asio::detached);
    fixture.settle();
    CHECK(count(fixture, 0, Verdict::Cancelled) >= 1);
}

}  // namespace
}  // namespace kiln::engine
