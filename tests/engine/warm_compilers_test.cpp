#include "engine/warm/warm_compilers.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <string>

#include "tests/engine/fake_step_runner.h"

namespace kiln::engine {
namespace {

Language compiled_language() {
    Language language;
    language.name = "cpp";
    language.source_file = "main.cpp";
    language.compile_argv = {"/usr/bin/g++", "-O2", "-o", "program", "{sources}"};
    language.artifacts = {"program"};
    language.warm_mode = WarmMode::Compiles;
    language.warm_headers = {"map"};
    return language;
}

// What a driver says it would run, with so many words more for its linker.
std::string driver_words(std::size_t more) {
    std::string text =
        " /usr/lib/cc1plus -quiet main.cpp -o -\n"
        " as --64 -o /tmp/cc1.o\n"
        " /usr/lib/collect2 -o program /tmp/cc1.o";
    for (std::size_t i = 0; i < more; ++i)
        text += " -L/a/folder/of/this/toolchain/" + std::to_string(i);
    return text + "\n";
}

// Prepares the one warm compiler of a toolchain that says so.
class Preparing {
  public:
    explicit Preparing(std::string said) : said_(std::move(said)) {
        runner.runtimes = {"cpp:map"};
        runner.script = [this](const pool::StepSpec& spec) {
            pool::StepReport report = exited(0);
            if (spec.argv.back() == "-###")
                report.err = said_;
            else
                CHECK(::write(spec.stdin_fd.get(), "header", 6) == 6);
            return std::optional<FakeStepRunner::Answer>(std::move(report));
        };
    }
    // What a source goes on in, and all that follows from its having been seen.
    std::string chosen() {
        Job job;
        job.code = "#include <map>\nint main() {}\n";
        std::string runtime = compilers.choose(language, job).runtime;
        io.restart();
        while (io.poll() > 0) {
        }
        return runtime;
    }

    boost::asio::io_context io;
    FakeStepRunner runner{io.get_executor()};
    Preparations preparations{io.get_executor(), runner, [] {}};
    WarmCompilers compilers{runner, preparations, LimitPolicy{}, 1u << 20};
    Language language = compiled_language();

  private:
    std::string said_;
};

}  // namespace

TEST_CASE("a warm compiler is prepared for the first source that begins so") {
    Preparing it(driver_words(0));
    CHECK(it.chosen() == "");
    REQUIRE(it.runner.equipped.contains("cpp:map"));
    CHECK(it.runner.equipped["cpp:map"].argv.front() == "/usr/lib/cc1plus");
    CHECK(it.chosen() == "cpp:map");
    CHECK(it.runner.steps.size() == 2);
}

TEST_CASE("a toolchain with more words than an agent can be told stays cold, and is asked once") {
    Preparing it(driver_words(300));
    for (int i = 0; i < 3; ++i) CHECK(it.chosen() == "");
    CHECK(it.runner.equipped.empty());
    CHECK(it.runner.steps.size() == 2);
}

}  // namespace kiln::engine
