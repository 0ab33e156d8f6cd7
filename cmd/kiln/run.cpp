#include <unistd.h>

#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/source.h"
#include "cmd/kiln/workshop.h"
#include "engine/verdict.h"
#include "pool/event.h"

namespace kiln::cmd {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr const char* kUsage =
    "kiln run [FLAGS] FILE [ARGS]\n"
    "\n"
    "Runs one program in a container, without NATS. Its stdin, stdout and stderr are this\n"
    "command's; the exit status is the program's, 128+n if signal n ended it. A compiler's\n"
    "complaints go to stderr. Exit status 124: a time limit, 125: trouble of ours, 126: another\n"
    "limit. Where FILE is -, the program itself is read from stdin, and has an empty one.\n";

constexpr int kTimeLimit = 124;
constexpr int kTrouble = 125;
constexpr int kOtherLimit = 126;

constexpr Flag kOwnFlags[] = {
    {"language", "", "NAME", "", "the language; else told from the file's suffix"},
    {"wall-ms", "", "MS", "", "limits of this program, in place of the defaults below"},
    {"cpu-ms", "", "MS", "", ""},
    {"memory-mb", "", "MB", "", ""},
};

std::vector<Flag> all_flags() {
    std::vector<Flag> flags(std::begin(kOwnFlags), std::end(kOwnFlags));
    flags.insert(flags.end(), container_flags().begin(), container_flags().end());
    return flags;
}

void print(std::FILE* to, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), to);
}

int exit_status(const engine::Outcome& outcome) {
    using engine::Verdict;
    const auto& step = outcome.run ? outcome.run : outcome.compile;
    switch (outcome.verdict) {
        case Verdict::Ok:
        case Verdict::RuntimeError:
        case Verdict::CompileError:
            return step && step->exit_code ? *step->exit_code : 1;
        case Verdict::Signalled:
            return 128 + step->signal.value_or(0);
        case Verdict::TimeLimit:
        case Verdict::Expired:
            return kTimeLimit;
        case Verdict::MemoryLimit:
        case Verdict::OutputLimit:
        case Verdict::ProcessLimit:
            return kOtherLimit;
        case Verdict::InternalError:
        case Verdict::Rejected:
        case Verdict::Busy:
        case Verdict::Cancelled:
            break;
    }
    return kTrouble;
}

// What the program cannot say itself: why it ended.
void explain(const engine::Outcome& outcome) {
    using engine::Verdict;
    if (!outcome.run && outcome.compile) print(stderr, outcome.compile->merged);
    if (outcome.verdict == Verdict::Ok || outcome.verdict == Verdict::RuntimeError) return;
    const std::string reason = outcome.reason.empty() ? "" : " (" + outcome.reason + ")";
    const std::string message = outcome.message.empty() ? "" : ": " + outcome.message;
    std::fprintf(stderr, "kiln run: %s%s%s\n", std::string(verdict_word(outcome.verdict)).c_str(),
                 reason.c_str(), message.c_str());
}

pool::Result<void> take_limits(const Given& given, engine::LimitRequest& limits) {
    for (auto [flag, field] :
         {std::pair{"wall-ms", &limits.wall_ms}, std::pair{"cpu-ms", &limits.cpu_ms},
          std::pair{"memory-mb", &limits.memory_mb}}) {
        if (!given.has(flag)) continue;
        const std::string& text = given.of(flag);
        if (text.size() > 12 || text.find_first_not_of("0123456789") != text.npos)
            return pool::plain_error("--" + std::string(flag) + " is \"" + text +
                                     "\"; it must be a number");
        *field = std::stoull(text);
    }
    return pool::success();
}

pool::Result<engine::Job> make_job(const Given& given, const engine::Catalogue& catalogue) {
    if (given.words.empty()) return pool::plain_error("which FILE?", "see kiln run --help");
    BOOST_OUTCOME_TRY(Source source, read_source(given.words[0], given.of("language"), catalogue));
    engine::Job job;
    job.id = "run";
    job.language = std::move(source.language);
    job.code = std::move(source.code);
    job.args.assign(given.words.begin() + 1, given.words.end());
    if (!is_standard_input(given.words[0])) job.stdin_fd = pool::UniqueFd(::dup(STDIN_FILENO));
    BOOST_OUTCOME_TRY(take_limits(given, job.limits));
    job.arrived = engine::Clock::now();
    engine::set_deadlines(job, job.arrived + std::chrono::hours(24));  // only a person waits
    job.on_output = [](pool::Stream stream, std::string_view bytes) {
        std::FILE* to = stream == pool::Stream::Out ? stdout : stderr;
        print(to, bytes);
        std::fflush(to);
    };
    return job;
}

asio::awaitable<int> run_job(engine::Engine& engine, engine::Job* job) {
    pool::Event done(co_await asio::this_coro::executor);
    std::optional<engine::Outcome> outcome;
    engine.submit(std::move(*job), [&](engine::Outcome result) {
        outcome = std::move(result);
        done.set();
    });
    co_await done.wait_until(engine::Clock::time_point::max());
    explain(*outcome);
    co_return exit_status(*outcome);
}

}  // namespace

int run(Args args) {
    const std::vector<Flag> flags = all_flags();
    if (answered_help(args, kUsage, flags)) return 0;
    const auto given = parse_flags(flags, args, Words::EndFlags);
    if (!given) return complain("run", given.error().text());
    const auto places = find_places();
    if (!places) return complain("run", places.error().text());
    auto settings = read_settings(given.value(), places.value());
    if (!settings) return complain("run", settings.error().text());
    auto catalogue = engine::Catalogue::load(places.value().languages);
    if (!catalogue) return complain("run", catalogue.error().text());
    if (settings.value().unbuffered) catalogue.value().unbuffer();
    // Read as the user who called us, before any privilege is dropped.
    auto job = make_job(given.value(), catalogue.value());
    if (!job) return complain("run", job.error().text());
    settings.value().pool.containers = 1;
    // What a person runs here may be as large as they like.
    settings.value().limits.most.wall = std::chrono::hours(24);
    settings.value().limits.most.cpu = std::chrono::hours(24);
    return with_engine("run", std::move(settings).value(), catalogue.value(),
                       [&](engine::Engine& engine) { return run_job(engine, &job.value()); });
}

}  // namespace kiln::cmd
