#include "engine/warm/learnt_preambles.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <utility>

#include "engine/warm/compile_help.h"
#include "tests/engine/fake_step_runner.h"

namespace kiln::engine {
namespace {

Language compiled() {
    Language language;
    language.name = "cpp";
    language.source_file = "main.cpp";
    language.compile_argv = {"/usr/bin/g++", "-O2", "-pipe", "-o", "program", "{sources}"};
    language.artifacts = {"program"};
    language.warm_mode = WarmMode::Compiles;
    return language;
}

// A compiler whose precompiled header of a text is that text, or what `answer` makes of it.
class Learning {
  public:
    explicit Learning(std::uint64_t bytes = 1 << 20)
        : learnt(io.get_executor(), config(bytes), preparations, limits(), [this] { return now; }) {
        runner.script =
            [this](const pool::StepSpec& spec) -> std::optional<FakeStepRunner::Answer> {
            ++made;
            now += takes;
            asked = {spec.purpose, spec.limits};
            if (failure) return FakeStepRunner::Answer(*failure);
            const std::string& text = spec.files.front().content;
            if (::write(spec.stdin_fd.get(), text.data(), text.size()) < 0) return std::nullopt;
            pool::StepReport report = exited(status);
            report.err = said;
            return report;
        };
    }
    ~Learning() { learnt.close(); }

    static LimitPolicy limits() {
        LimitPolicy limits;
        limits.compile.wall = std::chrono::milliseconds(7'000);
        limits.compile.cpu = std::chrono::milliseconds(6'000);
        limits.compile.memory_bytes = 500ull << 20;
        limits.compile.processes = 5;
        limits.compile.output_bytes = 4'000;
        return limits;
    }
    static CacheConfig config(std::uint64_t bytes) {
        CacheConfig config;
        config.memory_bytes = bytes;
        return config;
    }

    // Whether the step of this source was changed; what it became is in `step`.
    bool apply(const std::string& source) {
        step = {};
        pool::StepFile file;
        file.name = language.source_file;
        file.content = source;
        step.files.push_back(std::move(file));
        bool changed = false;
        boost::asio::co_spawn(
            io, learnt.apply(language, version, step, pool::Clock::now() + std::chrono::seconds(1)),
            [&changed](const std::exception_ptr& trouble, bool result) {
                if (trouble) std::rethrow_exception(trouble);
                changed = result;
            });
        io.restart();
        while (io.poll() > 0) {
        }
        return changed;
    }

    boost::asio::io_context io;
    FakeStepRunner runner{io.get_executor()};
    Preparations preparations{io.get_executor(), runner, [] {}};
    pool::Clock::time_point now = pool::Clock::now();
    std::chrono::milliseconds takes{0};
    LearntPreambles learnt;
    Language language = compiled();
    const std::string version = "12";
    pool::StepSpec step;
    int made = 0;
    std::pair<pool::Purpose, pool::StepLimits> asked;
    std::optional<pool::Error> failure;
    int status = 0;
    std::string said;
};

constexpr const char* kSource =
    "// one\n#include <map>\n#define N 1\n#include <set>\nint main() {}\n";

}  // namespace

TEST_CASE("a preamble is learnt when it is seen for the second time, and used from then on") {
    Learning it;
    CHECK_FALSE(it.apply(kSource));
    CHECK(it.made == 0);
    CHECK_FALSE(it.apply(kSource));
    CHECK(it.made == 1);
    CHECK(it.apply(kSource));
    CHECK(it.made == 1);

    const pool::StepSpec& step = it.step;
    REQUIRE(step.files.size() == 3);
    CHECK(step.files[0].content ==
          "      \n              \n           \n              \nint main() {}\n");
    CHECK(step.files[2].link);
    CHECK(step.files[2].content == "/proc/self/fd/0");
    CHECK(std::ranges::count(step.argv, "-include") == 1);
    std::string header(64, '\0');
    header.resize(
        static_cast<std::size_t>(::read(step.stdin_fd.get(), header.data(), header.size())));
    CHECK(header == "#include <map>\n#define N 1\n#include <set>\n");
    CHECK(::write(step.stdin_fd.get(), "x", 1) < 0);
}

TEST_CASE("another define is another preamble, another comment is not") {
    Learning it;
    (void)it.apply(kSource);
    (void)it.apply(kSource);
    CHECK(it.apply("#include <map>\n\n#define N 1\n/* two */ #include <set>\nint x;\n"));
    CHECK_FALSE(it.apply("#include <map>\n#define N 2\n#include <set>\nint x;\n"));
    CHECK_FALSE(it.apply("int x;\n"));
    CHECK(it.made == 1);
}

TEST_CASE("what cannot be compiled, or not without a word, is tried once") {
    Learning it;
    SUBCASE("an error") {
        it.status = 1;
    }
    SUBCASE("a warning") {
        it.said = "warning";
    }
    for (int i = 0; i < 6; ++i) CHECK_FALSE(it.apply(kSource));
    CHECK(it.made == 1);
}

TEST_CASE(
    "a preamble is learnt within the operator's limits, where nobody waits and nobody has been") {
    Learning it;
    (void)it.apply(kSource);
    (void)it.apply(kSource);
    REQUIRE(it.made == 1);
    const auto& [purpose, limits] = it.asked;
    const pool::StepLimits wanted = Learning::limits().compile;
    CHECK(purpose == pool::Purpose::Learning);
    CHECK(limits.wall == wanted.wall);
    CHECK(limits.cpu == wanted.cpu);
    CHECK(limits.memory_bytes == wanted.memory_bytes);
    CHECK(limits.stack_bytes == wanted.stack_bytes);
    CHECK(limits.processes == wanted.processes);
    CHECK(limits.output_bytes == wanted.output_bytes);
    CHECK(limits.file_bytes == (1 << 20) / 4);  // the header's own bound
}

TEST_CASE("learning that gave way to a job is done at a later sighting, and less and less often") {
    Learning it;
    it.failure = pool::errno_error(EAGAIN, "give way to a job");
    (void)it.apply(kSource);
    (void)it.apply(kSource);
    CHECK(it.made == 1);
    const auto second = std::chrono::seconds(1);
    for (int cut = 1; cut <= 3; ++cut) {
        it.now += second * (1 << (cut - 1)) - std::chrono::milliseconds(1);
        (void)it.apply(kSource);
        CHECK(it.made == cut);
        it.now += std::chrono::milliseconds(1);
        (void)it.apply(kSource);
        CHECK(it.made == cut + 1);
    }
    it.failure.reset();
    it.now += 8 * second;
    CHECK_FALSE(it.apply(kSource));
    CHECK(it.apply(kSource));
}

TEST_CASE("learning takes a fifth of the time at most") {
    Learning it;
    it.takes = std::chrono::milliseconds(50);
    (void)it.apply(kSource);
    (void)it.apply(kSource);
    CHECK(it.made == 1);
    const std::string other = "#include <vector>\n";
    it.now += std::chrono::milliseconds(199);
    for (int i = 0; i < 4; ++i) (void)it.apply(other);
    CHECK(it.made == 1);
    it.now += std::chrono::milliseconds(1);
    (void)it.apply(other);
    CHECK(it.made == 2);
    CHECK(it.apply(other));
}

TEST_CASE("nothing is learnt without memory for it, or of a source that is not alone") {
    Learning off(0);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(off.apply(kSource));
    CHECK(off.made == 0);

    Learning it;
    for (int i = 0; i < 3; ++i) {
        pool::StepSpec two;
        two.files.resize(2);
        two.files.front().content = kSource;
        bool changed = true;
        boost::asio::co_spawn(
            it.io, it.learnt.apply(it.language, it.version, two, pool::Clock::now()),
            [&changed](const std::exception_ptr&, bool result) { changed = result; });
        it.io.restart();
        it.io.run();
        CHECK_FALSE(changed);
    }
    CHECK(it.made == 0);
}

TEST_CASE("a report holds without the preamble only if the compiler was silent and content") {
    CHECK(holds_without(exited(0)));
    CHECK_FALSE(holds_without(exited(1)));
    pool::StepReport said = exited(0);
    said.err = "warning";
    CHECK_FALSE(holds_without(said));
    pool::StepReport cut = exited(0);
    cut.cut = pool::Cut::Memory;
    CHECK_FALSE(holds_without(cut));
    cut.cut = pool::Cut::Cpu;
    CHECK(holds_without(cut));
    pool::StepReport lost = exited(0);
    lost.artifact_error = "gone";
    CHECK_FALSE(holds_without(lost));
}

TEST_CASE("what GCC says it read is lines of dots and paths") {
    const auto files = files_read(
        ". /usr/include/c++/12/map\n.. /usr/include/a b\nMultiple include "
        "guards may be useful for:\n/usr/include/x\n");
    CHECK(files == std::set<std::string>{"/usr/include/c++/12/map", "/usr/include/a b"});
}

}  // namespace kiln::engine
