#include <doctest/doctest.h>
#include <fcntl.h>

#include <functional>

#include "engine/engine.h"
#include "tests/engine/cached_programs.h"
#include "tests/engine/engine_fixture.h"
#include "tests/pool/temporary_directory.h"

namespace kiln::engine {
namespace {

using namespace std::chrono_literals;
using Answer = FakeStepRunner::Answer;

CacheConfig one_megabyte() {
    CacheConfig cache;
    cache.memory_bytes = 1 << 20;
    return cache;
}

// An engine with a cache and a scripted compiler, whose steps it counts.
class CacheFixture : public EngineFixture {
  public:
    explicit CacheFixture(CacheConfig cache = one_megabyte()) : EngineFixture(4, std::move(cache)) {
        runner.isolation_.memory_limit = true;
        runner.isolation_.process_limit = true;
        runner.script = [this](const pool::StepSpec& spec) -> std::optional<Answer> {
            return answer(spec);
        };
        probe();
    }

    void probe() {
        boost::asio::co_spawn(io, engine.probe_versions(), boost::asio::detached);
        settle();
    }

    // The outcome of the compiled language's job with this source.
    const Outcome& compile(const std::string& code,
                           const std::function<void(Job&)>& change = nullptr) {
        Job each = job("compiled");
        each.code = code;
        if (change) change(each);
        const std::size_t number = begin(std::move(each));
        while (times_answered(number) == 0) io.run_one_for(1s);  // where a disk is asked
        return outcome(number);
    }

    std::string version = "12.2";
    int compilations = 0;
    int runs = 0;
    std::string ran;  // the content of the program that ran last
    std::function<Answer()> compiler = [] { return left("machine code"); };

    static Answer left(const std::string& content) {
        pool::StepReport report = exited(0);
        report.merged = "a warning";
        report.wall = 300ms;
        report.artifacts.push_back(artifact(content));
        return report;
    }
    static Answer complained(int status) {
        pool::StepReport report = exited(status);
        report.merged = "main.src:1: error";
        return report;
    }

  private:
    Answer answer(const pool::StepSpec& spec) {
        if (spec.argv.back() == "--version") {
            pool::StepReport report = exited(0);
            report.merged = version;
            return report;
        }
        if (spec.argv.front() == "/bin/compile") {
            ++compilations;
            return compiler();
        }
        ++runs;
        ran = text_of(spec.files.back().fd);
        return exited(0);
    }
};

TEST_CASE("the same source again compiles nothing and runs the same program") {
    CacheFixture fixture;
    CHECK_FALSE(fixture.compile("code").cached);
    fixture.ran.clear();
    const Outcome& again = fixture.compile("code");
    CHECK(again.cached);
    CHECK(again.verdict == Verdict::Ok);
    CHECK(fixture.compilations == 1);
    CHECK(fixture.runs == 2);
    CHECK(fixture.ran == "machine code");
    REQUIRE(again.compile.has_value());
    CHECK(again.compile->merged == "a warning");
    CHECK(again.compile->wall == 300ms);
    CHECK(again.compile->exit_code == 0);
    REQUIRE(again.run.has_value());
    CHECK(again.queued < 200ms);
}

TEST_CASE("only what the run step gets may differ") {
    CacheFixture fixture;
    (void)fixture.compile("code");
    const auto is_cached = [&fixture](const std::function<void(Job&)>& change) {
        return fixture.compile("code", change).cached;
    };
    CHECK(is_cached([](Job& job) { job.stdin_bytes = "x"; }));
    CHECK(is_cached([](Job& job) { job.args = {"x"}; }));
    CHECK(is_cached([](Job& job) { job.env = {{"A", "b"}}; }));
    CHECK(is_cached([](Job& job) { job.limits.wall_ms = 77; }));
    CHECK(is_cached([](Job& job) { job.version = "12"; }));
    CHECK(is_cached([](Job& job) { set_deadlines(job, job.answer_by - 5s); }));
    CHECK_FALSE(is_cached([](Job& job) { job.code = "Code"; }));
    CHECK_FALSE(is_cached([](Job& job) { job.files.push_back({"extra", ""}); }));
    CHECK_FALSE(is_cached([](Job& job) { job.compile_limits.memory_mb = 77; }));
    CHECK_FALSE(is_cached([](Job& job) { job.compile_limits.wall_ms = 77; }));
    fixture.version = "12.3";
    fixture.probe();
    CHECK_FALSE(is_cached([](Job&) {}));
    CHECK(is_cached([](Job&) {}));
}

TEST_CASE("a change of the toolchain's files is a change of the toolchain") {
    std::string stamp = "one";
    CacheConfig cache = one_megabyte();
    cache.stamp = [&stamp] { return stamp; };
    CacheFixture fixture(std::move(cache));
    (void)fixture.compile("code");
    CHECK(fixture.compile("code").cached);
    stamp = "two";
    CHECK_FALSE(fixture.compile("code").cached);
}

TEST_CASE("a compile error is kept, with its text, and nothing is run") {
    CacheFixture fixture;
    fixture.compiler = [] { return CacheFixture::complained(1); };
    CHECK_FALSE(fixture.compile("code").cached);
    const Outcome& again = fixture.compile("code");
    CHECK(again.cached);
    CHECK(again.verdict == Verdict::CompileError);
    CHECK(again.reason.empty());
    CHECK(again.message.empty());
    REQUIRE(again.compile.has_value());
    CHECK(again.compile->merged == "main.src:1: error");
    CHECK(again.compile->exit_code == 1);
    CHECK_FALSE(again.run.has_value());
    CHECK(fixture.compilations == 1);
    CHECK(fixture.runs == 0);
}

TEST_CASE("what might come out otherwise another time is not kept") {
    CacheFixture fixture;
    const auto report = [](const std::function<void(pool::StepReport&)>& change) {
        return [change] {
            pool::StepReport ended = exited(1);
            change(ended);
            return Answer(std::move(ended));
        };
    };
    const std::vector<std::function<Answer()>> endings = {
        [] { return Answer(pool::errno_error(EPIPE, "talk to the agent")); },
        [] { return Answer(pool::errno_error(ETIMEDOUT, "wait for a free container")); },
        report([](auto& each) { each.cut = pool::Cut::WallTime; }),
        report([](auto& each) { each.cut = pool::Cut::Cancelled; }),
        report([](auto& each) { each.cut = pool::Cut::Memory; }),
        report([](auto& each) { each.oom_kills = 1; }),
        report([](auto& each) { each.output_limit_hit = true; }),
        report([](auto& each) { each.process_limit_hits = 1; }),
        report([](auto& each) { each.cpu = 1h; }),
        report([](auto& each) {
            each.exit_code.reset();
            each.term_signal = 11;
        }),
        report([](auto& each) { each.exit_code.reset(); }),
        report([](auto& each) {
            each.exit_code = 0;
            each.artifact_error = "fetch program: Connection timed out";
        }),
        report([](auto& each) {
            each.exit_code = 0;
            each.process_limit_hits = 1;
            each.artifacts.push_back(artifact("half"));
        }),
    };
    for (std::size_t i = 0; i < endings.size(); ++i) {
        CAPTURE(i);
        fixture.compiler = endings[i];
        const std::string code = "code " + std::to_string(i);
        CHECK_FALSE(fixture.compile(code).cached);
        CHECK_FALSE(fixture.compile(code).cached);
        fixture.compiler = [] { return CacheFixture::left("good"); };
        CHECK(fixture.compile(code).verdict == Verdict::Ok);
        CHECK(fixture.compile(code).cached);
    }
}

TEST_CASE("an error is kept only where the kernel counts whom it kills and what it refuses") {
    CacheFixture fixture;
    fixture.runner.isolation_.memory_limit = false;
    fixture.compiler = [] { return CacheFixture::complained(1); };
    (void)fixture.compile("code");
    CHECK_FALSE(fixture.compile("code").cached);
    fixture.compiler = [] { return CacheFixture::left("good"); };
    (void)fixture.compile("code");
    CHECK(fixture.compile("code").cached);
}

TEST_CASE("a toolchain of unknown version and a cache of no size keep nothing") {
    CacheFixture off{CacheConfig{}};
    (void)off.compile("code");
    CHECK_FALSE(off.compile("code").cached);
    CHECK(off.compilations == 2);
    EngineFixture unprobed(4, one_megabyte());
    unprobed.runner.script = [](const pool::StepSpec& spec) -> std::optional<Answer> {
        if (spec.argv.front() == "/bin/compile") return CacheFixture::left("x");
        return Answer(exited(0));
    };
    for (int i = 0; i < 2; ++i) {
        CHECK_FALSE(unprobed.outcome(unprobed.begin(EngineFixture::job("compiled"))).cached);
    }
}

TEST_CASE("two jobs at once with one source both compile, and the next finds it") {
    CacheFixture fixture;
    fixture.runner.width_ = 2;
    auto script = std::exchange(fixture.runner.script, nullptr);
    const std::size_t first = fixture.begin(EngineFixture::job("compiled"));
    const std::size_t second = fixture.begin(EngineFixture::job("compiled"));
    const std::size_t steps = fixture.runner.steps.size();
    fixture.runner.script = std::move(script);
    fixture.runner.finish(steps - 2, CacheFixture::left("x"));
    fixture.runner.finish(steps - 1, CacheFixture::left("x"));
    fixture.settle();
    CHECK(fixture.outcome(first).verdict == Verdict::Ok);
    CHECK(fixture.outcome(second).verdict == Verdict::Ok);
    CHECK_FALSE(fixture.outcome(second).cached);
    CHECK(fixture.compile("").cached);
}

TEST_CASE("trouble with the run of a cached program is the run step's") {
    CacheFixture fixture;
    (void)fixture.compile("code");
    fixture.runner.script = [](const pool::StepSpec&) {
        return Answer(pool::errno_error(EPIPE, "talk to the agent"));
    };
    const Outcome& outcome = fixture.compile("code");
    CHECK(outcome.verdict == Verdict::InternalError);
    CHECK(outcome.message.starts_with("internal error in the run step"));
    CHECK(outcome.compile.has_value());
}

TEST_CASE("with a directory, a restarted engine finds programs but compiles errors anew") {
    const pool::TemporaryDirectory directory;
    const auto on_disk = [&directory] {
        CacheConfig cache = one_megabyte();
        const int fd = ::open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        cache.directory = pool::UniqueFd(fd);
        cache.disk_bytes = 1 << 20;
        return cache;
    };
    {
        CacheFixture fixture(on_disk());
        CHECK_FALSE(fixture.compile("good").cached);
        fixture.compiler = [] { return CacheFixture::complained(1); };
        CHECK_FALSE(fixture.compile("bad").cached);
        CHECK(fixture.compile("bad").cached);
    }
    CacheFixture restarted(on_disk());
    restarted.compiler = [] { return CacheFixture::complained(1); };
    CHECK(restarted.compile("good").cached);
    CHECK(restarted.ran == "machine code");
    CHECK(restarted.compile("good").cached);
    CHECK_FALSE(restarted.compile("bad").cached);
    CHECK(restarted.compilations == 1);
}

}  // namespace
}  // namespace kiln::engine
