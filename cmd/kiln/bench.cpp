#include <cstdio>
#include <cstdlib>
#include <random>

#include "cmd/kiln/bench/bare_side.h"
#include "cmd/kiln/bench/docker_side.h"
#include "cmd/kiln/bench/engine_cpu.h"
#include "cmd/kiln/bench/kiln_side.h"
#include "cmd/kiln/bench/load.h"
#include "cmd/kiln/bench/machine.h"
#include "cmd/kiln/bench/options.h"
#include "cmd/kiln/bench/progress_line.h"
#include "cmd/kiln/bench/report.h"
#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/source.h"
#include "cmd/kiln/workshop.h"

namespace kiln::cmd {

using namespace benchmark;
using pool::Result;

namespace {

constexpr const char* kUsage =
    "kiln bench [FLAGS] [FILE]\n"
    "kiln bench --machine [--json]\n"
    "\n"
    "Sends one program again and again through NATS and prints how long the answers took, from\n"
    "the request to the reply. Each client sends its next job when the last is answered. What\n"
    "it is compared with takes turns with it: with one client job by job, with more a second\n"
    "each.\n"
    "\n"
    "--compare bare runs the language's commands on this host, without a sandbox, with PATH,\n"
    "TMPDIR and the language's own variables only. --compare docker-exec runs them by an exec\n"
    "in a container that stands ready (Docker's API at DOCKER_HOST or /var/run/docker.sock).\n"
    "\n"
    "--unique replaces each word UNIQUE_NUMBER of the source by a number that no other job\n"
    "has; a source without that word gets it in a comment at its end.\n"
    "\n"
    "CPU ms is for each job. Kiln's, with --engine-pid: the engine and its spawner by their\n"
    "clocks and everything in their containers by the counter of their cgroup, from the first\n"
    "counted job to the last, also what they did between jobs. Bare: the commands and their\n"
    "children. Docker's is not counted, nor is nats-server's. The client's is this process's:\n"
    "it speaks NATS, starts the bare commands or speaks with Docker.\n"
    "\n"
    "--machine measures nothing of Kiln: what this host takes for a page that is copied when it "
    "is\n"
    "written to after a fork, for fork, exit and wait, and for a system call, in microseconds,\n"
    "medians. Figures of two machines compare only beside these.\n"
    "\n"
    "Exit status 0; 1 if a job had another verdict than ok, or for trouble of ours; 130 if\n"
    "interrupted, with the figures so far.\n";

constexpr int kInterrupted = 130;

// What is measured, as the catalogue knows it.
struct Program {
    const engine::Language* language = nullptr;
    std::string code;
    std::string name;
};

Result<Program> read_program(const Options& options, const engine::Catalogue& catalogue) {
    Program program;
    program.name = options.file.empty() ? "hello world" : options.file;
    std::string language = options.language;
    if (!options.file.empty()) {
        BOOST_OUTCOME_TRY(const Source source,
                          read_source(options.file, options.language, catalogue));
        language = source.language;
        program.code = source.code;
    }
    program.language = catalogue.find(language);
    if (program.language == nullptr)
        return pool::plain_error("--language: nobody knows \"" + language + "\"",
                                 "kiln languages lists them");
    if (options.file.empty()) {
        BOOST_OUTCOME_TRY(program.code, hello_world(program.language->name));
    }
    if (options.docker_exec && program.code.size() > kMostDockerSource)
        return pool::plain_error("--compare docker-exec takes sources of " +
                                 std::to_string(kMostDockerSource) + " bytes at most");
    return program;
}

Result<std::vector<Side>> make_sides(const Options& options, const engine::Language& language,
                                     const Interrupt& interrupt) {
    std::vector<Side> sides;
    BOOST_OUTCOME_TRY(auto kiln,
                      make_kiln_side(options.nats, language.name, options.in_flight, interrupt));
    sides.push_back(std::move(kiln));
    if (options.bare) {
        BOOST_OUTCOME_TRY(
            auto bare,
            make_bare_side(language, options.bare_compiles_once ? Compiles::Once : Compiles::Always,
                           options.in_flight, interrupt));
        sides.push_back(std::move(bare));
    }
    if (options.docker_exec) {
        BOOST_OUTCOME_TRY(auto docker, make_docker_side(options.docker_socket, options.docker_image,
                                                        language, options.in_flight, interrupt));
        sides.push_back(std::move(docker));
    }
    return sides;
}

// Jobs that are not counted; an Error if one of them fails, for so would the rest.
Result<void> warm_up(Load& load, const Options& options) {
    if (options.warm_up == 0) return pool::success();
    LoadPlan plan;
    plan.jobs = std::uint64_t{options.warm_up} * options.in_flight;
    for (const Tally& tally : load.run(plan))
        if (tally.failed > 0)
            return pool::plain_error("a first job failed (" + tally.name +
                                     "): " + tally.first_failure);
    return pool::success();
}

Result<std::vector<Figures>> measure(Load& load, const Options& options,
                                     const std::optional<EngineCpu>& engine) {
    BOOST_OUTCOME_TRY(warm_up(load, options));
    std::chrono::nanoseconds before{0};
    if (engine) {
        BOOST_OUTCOME_TRY(before, engine->read());
    }
    std::vector<Tally> tallies = load.run({options.jobs, options.time, options.pause});
    if (engine) {
        BOOST_OUTCOME_TRY(const auto after, engine->read());
        tallies.front().work_cpu = after - before;
    }
    std::vector<Figures> sides;
    for (Tally& tally : tallies) sides.push_back(figures_of(std::move(tally)));
    return sides;
}

Result<Report> run_bench(const Options& options, const engine::Catalogue& catalogue) {
    BOOST_OUTCOME_TRY(Program program, read_program(options, catalogue));
    BOOST_OUTCOME_TRY(
        SourceText source,
        SourceText::make(std::move(program.code), program.language->name,
                         options.unique ? SourceText::Each::Unique : SourceText::Each::Same,
                         std::uint64_t{std::random_device()()} << 24));
    std::optional<EngineCpu> engine;
    if (options.engine_pid) {
        BOOST_OUTCOME_TRY(engine, EngineCpu::find(*options.engine_pid));
    }
    const Interrupt interrupt;
    Report report;
    report.language = program.language->name;
    report.source = program.name;
    report.in_flight = options.in_flight;
    report.pause_ms = static_cast<std::uint64_t>(options.pause.count());
    report.unique = options.unique;
    auto sides = make_sides(options, *program.language, interrupt);
    if (!sides && interrupt.flag()) {
        report.interrupted = true;
        return report;
    }
    if (!sides) return sides.error();
    ProgressLine line;
    Load load(sides.value(), source, interrupt,
              [&line](const std::vector<Tally>& tallies, std::uint64_t jobs) {
                  line.show(tallies, jobs);
              });
    BOOST_OUTCOME_TRY(report.sides, measure(load, options, engine));
    report.interrupted = interrupt.flag();
    return report;
}

int bench_machine(const Options& options) {
    const auto cost = measure_machine();
    if (!cost) return complain("bench", cost.error().text());
    std::fputs(options.json ? (machine_json(cost.value()) + "\n").c_str()
                            : machine_text(cost.value()).c_str(),
               stdout);
    return 0;
}

}  // namespace

int bench(Args args) {
    if (answered_help(args, kUsage, option_flags())) return 0;
    const auto given = parse_flags(option_flags(), args, Words::Mixed);
    if (!given) return complain("bench", given.error().text());
    const char* const docker_host = std::getenv("DOCKER_HOST");
    const auto options = read_options(given.value(), docker_host == nullptr ? "" : docker_host);
    if (!options) return complain("bench", options.error().text());
    if (options.value().machine) return bench_machine(options.value());
    const auto places = find_places();
    if (!places) return complain("bench", places.error().text());
    const auto catalogue = engine::Catalogue::load(places.value().languages);
    if (!catalogue) return complain("bench", catalogue.error().text());
    const auto report = run_bench(options.value(), catalogue.value());
    if (!report) return complain("bench", report.error().text());
    if (options.value().json)
        std::printf("%s\n", report_json(report.value()).c_str());
    else
        std::fputs(report_text(report.value()).c_str(), stdout);
    std::fflush(stdout);
    return report.value().interrupted ? kInterrupted : exit_status(report.value());
}

}  // namespace kiln::cmd
