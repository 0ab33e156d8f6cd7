#include "cmd/kiln/bench/options.h"

#include <charconv>
#include <string_view>

#include "cmd/kiln/nats_settings.h"

namespace kiln::cmd::benchmark {

using pool::plain_error;
using pool::Result;

namespace {

constexpr std::string_view kUnixScheme = "unix://";
constexpr std::uint64_t kUsualJobs = 200;

constexpr Flag kFlags[] = {
    {"language", "", "NAME", "", "the language; without FILE, its hello world is measured"},
    {"jobs", "", "N", "", "jobs of each side (200, if --seconds is not given either)"},
    {"seconds", "", "S", "", "how long to measure, all sides together"},
    {"in-flight", "", "K", "1", "clients, each with one job at a time"},
    {"pause", "", "MS", "0", "wait before each job: an idle kernel answers differently"},
    {"warm-up", "", "N", "3", "first jobs of each client on each side, not counted"},
    {"unique", "", "", "", "no two jobs send the same source"},
    {"compare", "", "WHAT", "", "bare, docker-exec or both: the same job done so, in turns",
     Repeat::Joins},
    {"bare-compiles-once", "", "", "",
     "bare compiles a source only once, to compare the runs alone"},
    {"docker-image", "", "IMAGE", "", "for docker-exec: has a shell and the language's toolchain"},
    {"engine-pid", "", "PID", "", "the kiln serve whose CPU time is counted"},
    {"machine", "", "", "", "measure this host itself, without NATS, FILE and engine"},
    {"json", "", "", "", "print the figures as one JSON object"},
};

Result<std::uint64_t> number(const Given& given, std::string_view flag, std::uint64_t least,
                             std::uint64_t most) {
    const std::string& text = given.of(flag);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return plain_error("--" + std::string(flag) + " is \"" + text +
                           "\"; it must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most));
    return value;
}

Result<void> read_amount(const Given& given, Options& options) {
    if (given.has("jobs")) {
        BOOST_OUTCOME_TRY(options.jobs, number(given, "jobs", 1, 10'000'000));
    } else if (!given.has("seconds")) {
        options.jobs = kUsualJobs;
    }
    if (given.has("seconds")) {
        BOOST_OUTCOME_TRY(const auto seconds, number(given, "seconds", 1, 86'400));
        options.time = std::chrono::seconds(seconds);
    }
    BOOST_OUTCOME_TRY(const auto in_flight, number(given, "in-flight", 1, 256));
    options.in_flight = static_cast<unsigned>(in_flight);
    BOOST_OUTCOME_TRY(const auto warm_up, number(given, "warm-up", 0, 10'000));
    options.warm_up = static_cast<unsigned>(warm_up);
    BOOST_OUTCOME_TRY(const auto pause, number(given, "pause", 0, 60'000));
    options.pause = std::chrono::milliseconds(pause);
    return pool::success();
}

Result<void> read_comparisons(std::string_view list, Options& options) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view what = list.substr(0, comma);
        if (what == "bare")
            options.bare = true;
        else if (what == "docker-exec")
            options.docker_exec = true;
        else
            return plain_error("--compare is \"" + std::string(what) +
                               "\"; it must be bare, docker-exec or bare,docker-exec");
        list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
    }
    return pool::success();
}

Result<void> read_docker(const Given& given, const std::string& docker_host, Options& options) {
    options.docker_image = given.of("docker-image");
    if (!options.docker_exec) {
        if (options.docker_image.empty()) return pool::success();
        return plain_error("--docker-image is for --compare docker-exec, which is not given");
    }
    if (options.docker_image.empty())
        return plain_error("--compare docker-exec needs --docker-image IMAGE",
                           "an image that has a shell and the language's toolchain");
    options.docker_socket = "/var/run/docker.sock";
    if (docker_host.empty()) return pool::success();
    if (!docker_host.starts_with(kUnixScheme) || docker_host.size() == kUnixScheme.size())
        return plain_error("DOCKER_HOST is \"" + docker_host + "\"; it must be unix://PATH",
                           "kiln bench speaks with a Docker on this host only");
    options.docker_socket = docker_host.substr(kUnixScheme.size());
    return pool::success();
}

// What --machine goes with: --json.
Result<Options> read_machine_options(const Given& given) {
    for (const Flag& flag : kFlags) {
        const bool is_about_jobs =
            flag.name != "machine" && flag.name != "json" && flag.variable.empty();
        if (is_about_jobs && given.of(flag.name) != flag.fallback)
            return plain_error("--machine measures this host alone, and --" +
                               std::string(flag.name) + " is about jobs");
    }
    if (!given.words.empty())
        return plain_error("--machine measures this host alone, and \"" + given.words[0] +
                           "\" is a FILE");
    Options options;
    options.machine = true;
    options.json = given.has("json");
    return options;
}

}  // namespace

std::span<const Flag> option_flags() {
    static const std::vector<Flag> all = joined({nats_flags(), kFlags});
    return all;
}

Result<Options> read_options(const Given& given, const std::string& docker_host) {
    if (given.has("machine")) return read_machine_options(given);
    Options options;
    if (given.words.size() > 1)
        return plain_error("one FILE at a time, and \"" + given.words[1] + "\" is a second one");
    if (!given.words.empty()) options.file = given.words[0];
    options.language = given.of("language");
    if (options.file.empty() && options.language.empty())
        return plain_error("which FILE, or which --language?", "see kiln bench --help");
    BOOST_OUTCOME_TRY(options.nats, read_nats(given));
    BOOST_OUTCOME_TRY(read_amount(given, options));
    BOOST_OUTCOME_TRY(read_comparisons(given.of("compare"), options));
    BOOST_OUTCOME_TRY(read_docker(given, docker_host, options));
    if (given.has("engine-pid")) {
        BOOST_OUTCOME_TRY(const auto pid, number(given, "engine-pid", 1, 1u << 22));
        options.engine_pid = static_cast<pid_t>(pid);
    }
    options.bare_compiles_once = given.has("bare-compiles-once");
    if (options.bare_compiles_once && !options.bare)
        return plain_error("--bare-compiles-once is for --compare bare, which is not given");
    if (options.bare_compiles_once && given.has("unique"))
        return plain_error("--bare-compiles-once and --unique exclude each other",
                           "a source that comes once is compiled once");
    options.unique = given.has("unique");
    options.json = given.has("json");
    return options;
}

}  // namespace kiln::cmd::benchmark
