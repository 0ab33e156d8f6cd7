#include "engine/warm/warm_compilers.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <optional>

#include "tests/engine/fake_step_runner.h"
#include "tests/fuzz/virtual_time.h"

namespace kiln::engine {
namespace {

using Answer = FakeStepRunner::Answer;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kRuntime = "cpp:map";
constexpr const char* kCommands =
    " /usr/libexec/cc1plus -quiet main.cpp -o -\n"
    " as -o /tmp/ccOne.o -\n"
    " /usr/libexec/collect2 -o program /tmp/ccOne.o\n";

Language compiled() {
    Language language;
    language.name = "cpp";
    language.source_file = "main.cpp";
    language.compile_argv = {"/usr/bin/g++", "-O2", "-pipe", "-o", "program", "{sources}"};
    language.artifacts = {"program"};
    language.warm_mode = WarmMode::Compiles;
    language.warm_headers = {"map"};
    language.compile_memory_percent = 200;
    return language;
}

LimitPolicy operators_limits() {
    LimitPolicy limits;
    limits.compile.wall = milliseconds(7'000);
    limits.compile.cpu = milliseconds(6'000);
    limits.compile.memory_bytes = 100ull << 20;
    limits.compile.stack_bytes = 100ull << 20;
    limits.compile.processes = 5;
    limits.compile.output_bytes = 40'000;
    return limits;
}

// A driver and a compiler that do as they should, unless `failure` says otherwise.
class Bench {
  public:
    Bench() {
        runner.runtimes = {kRuntime};
        runner.script = [this](const pool::StepSpec& spec) -> std::optional<Answer> {
            if (failure) return Answer(*failure);
            pool::StepReport report = exited(0);
            if (spec.argv.back() == "-###") {
                report.err = kCommands;
            } else if (::write(spec.stdin_fd.get(), "header", 6) != 6) {
                return std::nullopt;
            }
            return report;
        };
    }
    ~Bench() {
        preparations.stop();
        settle();
    }
    void settle() {
        io.restart();
        while (io.poll() > 0) {
        }
    }
    // The warm runtime for a source that begins with the headers.
    std::string choose() {
        Job job;
        job.code = "#include <map>\nint main() {}\n";
        const std::string chosen = compilers.choose(language, job).runtime;
        settle();
        return chosen;
    }

    boost::asio::io_context io;
    FakeStepRunner runner{io.get_executor()};
    std::optional<pool::Error> failure;
    Preparations preparations{io.get_executor(), runner, [] {}};
    WarmCompilers compilers{runner, preparations, operators_limits(), 1 << 20};
    Language language = compiled();
};

}  // namespace

TEST_CASE(
    "what a warm compiler is made of comes from equipment steps, within the operator's limits") {
    Bench it;
    CHECK(it.choose().empty());
    REQUIRE(it.runner.steps.size() == 2);
    for (const auto& step : it.runner.steps) {
        CHECK(step->spec.purpose == pool::Purpose::Equipment);
        const pool::StepLimits& limits = step->spec.limits;
        CHECK(limits.wall == milliseconds(7'000));
        CHECK(limits.cpu == milliseconds(6'000));
        CHECK(limits.memory_bytes == 200ull << 20);  // the language's share of it
        CHECK(limits.stack_bytes == 200ull << 20);
        CHECK(limits.processes == 5);
        CHECK(limits.output_bytes == 40'000);
    }
    CHECK(it.runner.steps[1]->spec.limits.file_bytes == 1 << 20);
    CHECK(it.runner.equipped.contains(kRuntime));
    CHECK(it.choose() == kRuntime);
}

TEST_CASE("a warm compiler that could not be prepared for jobs is prepared later, by itself") {
    Bench it;
    it.failure = pool::errno_error(EAGAIN, "give way to a job");
    CHECK(it.choose().empty());
    kiln::fuzz::advance_time(seconds(1));
    it.settle();
    CHECK(it.runner.steps.size() == 2);
    CHECK(it.runner.equipped.empty());
    CHECK(it.choose().empty());  // asked for once, however many sources come
    CHECK(it.runner.steps.size() == 2);
    it.failure.reset();
    kiln::fuzz::advance_time(seconds(2));
    it.settle();
    CHECK(it.runner.equipped.contains(kRuntime));
    CHECK(it.choose() == kRuntime);
}

TEST_CASE(
    "one for which the wall time was not enough is prepared later, too, one of another limit is "
    "not") {
    for (const pool::Cut cut : {pool::Cut::WallTime, pool::Cut::Cpu, pool::Cut::Memory}) {
        Bench it;
        const auto works = it.runner.script;
        it.runner.script = [cut](const pool::StepSpec&) -> std::optional<Answer> {
            pool::StepReport report;
            report.cut = cut;
            return report;
        };
        CHECK(it.choose().empty());
        it.runner.script = works;
        kiln::fuzz::advance_time(seconds(100));
        it.settle();
        CHECK(it.runner.equipped.contains(kRuntime) == (cut == pool::Cut::WallTime));
    }
}

TEST_CASE("a warm compiler that cannot be prepared is not tried again") {
    Bench it;
    it.failure = pool::errno_error(ENOENT, "execve");
    CHECK(it.choose().empty());
    kiln::fuzz::advance_time(seconds(1000));
    it.settle();
    CHECK(it.choose().empty());
    CHECK(it.runner.steps.size() == 1);
}

}  // namespace kiln::engine
