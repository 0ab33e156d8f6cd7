#include "cmd/kiln/settings.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <vector>

#include "cmd/kiln/nats_settings.h"
#include "pool/base/files.h"

namespace kiln::cmd {

using pool::plain_error;
using pool::Result;
using std::chrono::milliseconds;

namespace {

constexpr std::array kContainerFlags = {
    Flag{"max-workers", "MAX_WORKERS", "N", "2", "containers, and so steps at once"},
    Flag{"worker-mem-limit", "WORKER_MEM_LIMIT", "MB", "400", "memory of a running program"},
    Flag{"worker-cpu-limit", "WORKER_CPU_LIMIT", "MILLI", "1000",
         "processor share of a container, 1000 is one CPU; 0: all of them"},
    Flag{"worker-image", "WORKER_IMAGE", "DIR", "",
         "root file system made by worker-image/build; none: the host's own /usr, read-only"},
    Flag{"run-wall-ms", "KILN_RUN_WALL_MS", "MS", "10000", "wall time of a program"},
    Flag{"run-cpu-ms", "KILN_RUN_CPU_MS", "MS", "10000", "CPU time of a program"},
    Flag{"compile-wall-ms", "KILN_COMPILE_WALL_MS", "MS", "10000", "wall time of a compiler"},
    Flag{"compile-cpu-ms", "KILN_COMPILE_CPU_MS", "MS", "20000", "CPU time of a compiler"},
    Flag{"compile-memory-mb", "KILN_COMPILE_MEMORY_MB", "MB", "1024", "memory of a compiler"},
    Flag{"processes", "KILN_PROCESSES", "N", "128", "processes and threads of a step"},
    Flag{"output-kb", "KILN_OUTPUT_KB", "KB", "256", "stdout and stderr of a step together"},
    Flag{"file-mb", "KILN_FILE_MB", "MB", "64", "largest file a step may write"},
    Flag{"tmp-mb", "KILN_TMP_MB", "MB", "64", "size of each writable file system of a step"},
    Flag{"tmp-inodes", "KILN_TMP_INODES", "N", "16384", "files in each of them"},
    Flag{"descriptors", "KILN_DESCRIPTORS", "N", "1024",
         "descriptors that a program may have open"},
    Flag{"max-wall-ms", "KILN_MAX_WALL_MS", "MS", "60000", "most wall time a request may ask for"},
    Flag{"max-cpu-ms", "KILN_MAX_CPU_MS", "MS", "60000", "most CPU time"},
    Flag{"max-memory-mb", "KILN_MAX_MEMORY_MB", "MB", "1024", "most memory"},
    Flag{"max-stack-mb", "KILN_MAX_STACK_MB", "MB", "1024", "most stack"},
    Flag{"max-processes", "KILN_MAX_PROCESSES", "N", "1024", "most processes"},
    Flag{"max-output-kb", "KILN_MAX_OUTPUT_KB", "KB", "4096", "most output"},
    Flag{"syscalls", "KILN_SYSCALLS", "FILE", "",
         "which system calls a step may make; none: share/kiln/syscalls.conf of the installation"},
    Flag{"cgroup", "KILN_CGROUP", "PATH", "",
         "a cgroup given to this user, below each hierarchy's mount point; none: our own"},
    Flag{"unbuffered", "KILN_UNBUFFERED", "0|1", "0",
         "1: programs hold no output back, so that what they wrote arrives when they are cut off"},
    Flag{"require", "KILN_REQUIRE", "WORD", "full",
         "full: refuse to start where a wall is missing; minimal: start all the same"},
    Flag{"log-level", "KILN_LOG_LEVEL", "WORD", "", "trace, debug, info, warn, error or off"},
};

constexpr std::array kServeFlags = {
    Flag{"environment", "ENVIRONMENT", "WORD", "production",
         "production: logs are JSON lines; anything else: readable text"},
    Flag{"max-jobs", "MAX_JOBS", "N", "64", "jobs that may wait for a container"},
    Flag{"port", "PORT", "PORT", "50053", "HTTP port for health checks and metrics; 0 picks one"},
    Flag{"port-address", "KILN_PORT_ADDRESS", "ADDRESS", "0.0.0.0",
         "which address that listens on; 127.0.0.1: for this host alone"},
    Flag{"empty-pool-seconds", "KILN_EMPTY_POOL_SECONDS", "S", "10",
         "stop taking requests, and end with an error, after so long without any container"},
    Flag{"drain-seconds", "KILN_DRAIN_SECONDS", "S", "30",
         "once told to stop: what was taken and has not ended after this long is cancelled"},
    Flag{"max-requests-per-min", "MAX_REQUESTS_PER_MIN", "N", "0",
         "requests of one X-Client-IP per minute; 0: no limit"},
    Flag{"ban-duration-sec", "BAN_DURATION_SEC", "S", "60", "how long a client over it is refused"},
    Flag{"reply-prefixes", "KILN_REPLY_PREFIXES", "PREFIXES", "_INBOX.",
         "reply subjects that are answered begin with one of these, commas between; or any"},
    Flag{"max-code-bytes", "KILN_MAX_CODE_BYTES", "BYTES", "10000",
         "longest code on compiler.execute.request"},
    Flag{"policy-file", "KILN_POLICY_FILE", "FILE", "", "deny patterns (messaging/sample.policy)"},
    Flag{"compiler-deadline-ms", "KILN_COMPILER_DEADLINE_MS", "MS", "14000",
         "answer within this time on compiler.execute.request"},
    Flag{"problems-deadline-ms", "KILN_PROBLEMS_DEADLINE_MS", "MS", "9700",
         "answer within this time on problems.execute.request"},
    Flag{"max-deadline-ms", "KILN_MAX_DEADLINE_MS", "MS", "60000",
         "longest time the header Kiln-Deadline-Ms may ask for"},
    Flag{"durable", "KILN_DURABLE", "WORD", "auto",
         "stored jobs through JetStream: auto (where the server has it), on (warn where not), off"},
    Flag{"reserve", "KILN_RESERVE", "N", "1",
         "idle containers that stored jobs leave to clients that wait for an answer"},
    Flag{"max-attempts", "KILN_MAX_ATTEMPTS", "N", "5",
         "a stored job is parked after so many that ended without a result"},
    Flag{"durable-deadline-ms", "KILN_DURABLE_DEADLINE_MS", "MS", "120000",
         "time of a stored job, from when it was pulled"},
    Flag{"ack-wait-ms", "KILN_ACK_WAIT_MS", "MS", "15000",
         "a stored job whose instance is silent for so long is given to another"},
    Flag{"result-ttl-seconds", "KILN_RESULT_TTL_SECONDS", "S", "86400",
         "how long results of stored jobs are kept"},
    Flag{"work-mb", "KILN_WORK_MB", "MB", "256", "stored jobs that may be queued"},
    Flag{"results-mb", "KILN_RESULTS_MB", "MB", "512", "results that may be kept"},
    Flag{"replicas", "KILN_REPLICAS", "N", "1", "servers of a NATS cluster that keep each of them"},
    Flag{"cache-mb", "KILN_CACHE_MB", "MB", "64",
         "memory for what compilers left, for the same source again; 0: off"},
    Flag{"cache-dir", "KILN_CACHE_DIR", "DIR", "",
         "a directory to keep programs in across restarts; none: only in memory"},
    Flag{"cache-disk-mb", "KILN_CACHE_DISK_MB", "MB", "1024", "how much is kept there"},
    Flag{"preambles-mb", "KILN_PREAMBLES_MB", "MB", "512",
         "memory for precompiled headers of what sources begin with, and as much in that "
         "directory; 0: off"},
    Flag{"warm", "KILN_WARM", "WORDS", "all",
         "languages whose runtimes are started ahead of jobs: all, off, or names with commas"},
    Flag{"warm-memory-mb", "KILN_WARM_MEMORY_MB", "MB", "1024",
         "memory of all warm runtimes together"},
    Flag{"warm-jobs", "KILN_WARM_JOBS", "N", "1000",
         "a warm runtime is started afresh after this many"},
    Flag{"warm-seconds", "KILN_WARM_SECONDS", "S", "3600", "and after this long"},
    Flag{"worker-name", "KILN_WORKER_NAME", "NAME", "",
         "how replies name this instance; none: the host's name and the instance's number"},
};

// Reads numbers and remembers the first that is wrong.
class Numbers {
  public:
    Numbers(const Given& given, std::span<const Flag> flags) : given_(given), flags_(flags) {}

    // `low` where the command has no such flag.
    std::uint64_t of(std::string_view name, std::uint64_t low, std::uint64_t high) {
        const auto found = given_.values.find(name);
        if (found == given_.values.end()) return low;
        const std::string& text = found->second;
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc() && end == text.data() + text.size() && !text.empty() &&
            value >= low && value <= high)
            return value;
        if (!wrong_)
            wrong_ = plain_error(label(name) + " is \"" + text + "\"; it must be a number from " +
                                 std::to_string(low) + " to " + std::to_string(high));
        return low;
    }
    milliseconds ms(std::string_view name) { return milliseconds(of(name, 1, 24u * 3600 * 1000)); }
    std::uint64_t mb(std::string_view name) { return of(name, 1, 1u << 20) << 20; }

    [[nodiscard]] const std::optional<pool::Error>& wrong() const { return wrong_; }

  private:
    [[nodiscard]] std::string label(std::string_view name) const {
        for (const Flag& flag : flags_)
            if (flag.name == name && !flag.variable.empty())
                return std::string(flag.variable) + " (--" + std::string(name) + ")";
        return "--" + std::string(name);
    }

    const Given& given_;
    std::span<const Flag> flags_;
    std::optional<pool::Error> wrong_;
};

void read_limits(Numbers& numbers, engine::LimitPolicy& limits) {
    limits.run.wall = numbers.ms("run-wall-ms");
    limits.run.cpu = numbers.ms("run-cpu-ms");
    limits.run.memory_bytes = numbers.mb("worker-mem-limit");
    limits.run.processes = static_cast<std::uint32_t>(numbers.of("processes", 1, 32'768));
    limits.run.output_bytes = numbers.of("output-kb", 1, 1u << 20) << 10;
    limits.run.file_bytes = numbers.mb("file-mb");
    limits.run.stack_bytes = limits.run.memory_bytes;

    limits.compile = limits.run;
    limits.compile.wall = numbers.ms("compile-wall-ms");
    limits.compile.cpu = numbers.ms("compile-cpu-ms");
    limits.compile.memory_bytes = numbers.mb("compile-memory-mb");
    limits.compile.stack_bytes = limits.compile.memory_bytes;

    limits.most.wall = numbers.ms("max-wall-ms");
    limits.most.cpu = numbers.ms("max-cpu-ms");
    limits.most.memory_bytes = numbers.mb("max-memory-mb");
    limits.most.stack_bytes = numbers.mb("max-stack-mb");
    limits.most.processes = static_cast<std::uint32_t>(numbers.of("max-processes", 1, 32'768));
    limits.most.output_bytes = numbers.of("max-output-kb", 1, 1u << 20) << 10;
    limits.most.file_bytes = limits.run.file_bytes;
}

Result<void> read_spawner(const Given& given, const Places& places, Numbers& numbers,
                          pool::SpawnerConfig& spawner) {
    spawner.agent = places.agent;
    spawner.cgroup_override = given.of("cgroup");
    spawner.tmpfs_bytes = numbers.mb("tmp-mb");
    spawner.tmpfs_inodes = numbers.of("tmp-inodes", 16, 1u << 24);
    spawner.descriptors = static_cast<std::uint32_t>(numbers.of("descriptors", 64, 1u << 20));
    const std::string& require = given.of("require");
    if (require != "full" && require != "minimal")
        return plain_error("KILN_REQUIRE (--require) is \"" + require +
                           "\"; it must be full or minimal");
    spawner.require = require == "full" ? pool::Require::Full : pool::Require::Minimal;
    if (given.has("worker-image")) {
        BOOST_OUTCOME_TRY(spawner.root, pool::image_root(given.of("worker-image")));
    } else {
        BOOST_OUTCOME_TRY(spawner.root, pool::host_root(places.host_root, places.etc));
    }
    BOOST_OUTCOME_TRY(spawner.root.own, pool::read_own_files(places.inside));
    const std::filesystem::path rules =
        given.has("syscalls") ? std::filesystem::path(given.of("syscalls")) : places.syscalls;
    BOOST_OUTCOME_TRY(const std::string text, pool::read_file(rules));
    BOOST_OUTCOME_TRY(spawner.syscalls, pool::parse_syscall_rules(text, rules.string()));
    return pool::success();
}

Result<void> read_cache(const Given& given, Numbers& numbers, CacheSettings& cache) {
    cache.memory_bytes = numbers.of("cache-mb", 0, 1u << 20) << 20;
    cache.directory = given.of("cache-dir");
    cache.disk_bytes = numbers.mb("cache-disk-mb");
    cache.preamble_bytes = numbers.of("preambles-mb", 0, 1u << 20) << 20;
    if (!cache.directory.empty() && cache.directory.front() != '/')
        return plain_error("KILN_CACHE_DIR (--cache-dir) is \"" + cache.directory +
                           "\"; it must be an absolute path");
    return pool::success();
}

// What a warm runtime may have above the budget before it has said how much it needs.
constexpr std::uint64_t kRuntimeStart = 512ull << 20;

void read_warm(const Given& given, Numbers& numbers, Settings& settings) {
    settings.warm = given.of("warm");
    pool::RuntimeUpkeep& upkeep = settings.pool.upkeep;
    upkeep.memory_bytes = numbers.mb("warm-memory-mb");
    settings.spawner.bounds.runtime_bytes = upkeep.memory_bytes + kRuntimeStart;
    upkeep.most_children = static_cast<std::uint32_t>(numbers.of("warm-jobs", 1, 1u << 30));
    upkeep.most_seconds = static_cast<std::uint32_t>(numbers.of("warm-seconds", 1, 1u << 30));
}

Result<boost::asio::ip::address> read_address(const std::string& text) {
    boost::system::error_code error;
    auto address = boost::asio::ip::make_address(text, error);
    if (!error) return address;
    return plain_error("KILN_PORT_ADDRESS (--port-address) is \"" + text +
                       "\"; it must be an IPv4 or IPv6 address, such as 127.0.0.1");
}

Result<void> read_durable(const Given& given, Numbers& numbers,
                          messaging::DurableSettings& durable) {
    const std::string& use = given.of("durable");
    if (use != "auto" && use != "on" && use != "off")
        return plain_error("KILN_DURABLE (--durable) is \"" + use +
                           "\"; it must be auto, on or off");
    durable.use = use == "off"  ? messaging::DurableUse::Off
                  : use == "on" ? messaging::DurableUse::On
                                : messaging::DurableUse::Auto;
    durable.reserve = numbers.of("reserve", 0, 128);
    durable.most_attempts = static_cast<unsigned>(numbers.of("max-attempts", 1, 1000));
    durable.deadline = numbers.ms("durable-deadline-ms");
    durable.ack_wait = milliseconds(numbers.of("ack-wait-ms", 1000, 3600u * 1000));
    durable.result_ttl = std::chrono::seconds(numbers.of("result-ttl-seconds", 1, 1u << 30));
    durable.work_bytes = numbers.mb("work-mb");
    durable.result_bytes = numbers.mb("results-mb");
    durable.replicas = static_cast<int>(numbers.of("replicas", 1, 5));
    return pool::success();
}

Result<void> read_service(const Given& given, Numbers& numbers, Settings& settings) {
    messaging::ServiceConfig& service = settings.service;
    BOOST_OUTCOME_TRY(service.nats, read_nats(given));
    auto replies = messaging::ReplySubjects::parse(given.of("reply-prefixes"));
    if (!replies)
        return plain_error("KILN_REPLY_PREFIXES (--reply-prefixes): " + replies.error().step,
                           replies.error().hint);
    service.reply_subjects = std::move(replies).value();
    service.worker_name = given.of("worker-name");
    service.policy_file = given.of("policy-file");
    messaging::Route compiler = messaging::compiler_route();
    messaging::Route problems = messaging::problems_route();
    compiler.most_code_bytes = numbers.of("max-code-bytes", 1, 1u << 30);
    compiler.deadline = numbers.ms("compiler-deadline-ms");
    problems.deadline = numbers.ms("problems-deadline-ms");
    service.routes = {std::move(compiler), std::move(problems)};
    service.most_deadline = numbers.ms("max-deadline-ms");
    service.rate_limit.max_per_minute = numbers.of("max-requests-per-min", 0, 1u << 20);
    service.rate_limit.ban = std::chrono::seconds(numbers.of("ban-duration-sec", 1, 1u << 20));
    BOOST_OUTCOME_TRY(read_durable(given, numbers, service.durable));
    return pool::success();
}

}  // namespace

std::span<const Flag> container_flags() {
    return kContainerFlags;
}

std::span<const Flag> serve_flags() {
    static const std::vector<Flag> all =
        joined({nats_flags(), kServeFlags, shipping_flags(), kContainerFlags});
    return all;
}

Result<Settings> read_settings(const Given& given, const Places& places) {
    Settings settings;
    Numbers numbers(given, serve_flags());
    BOOST_OUTCOME_TRY(read_spawner(given, places, numbers, settings.spawner));
    read_limits(numbers, settings.limits);
    settings.pool.containers = numbers.of("max-workers", 1, 128);
    settings.pool.cpu_millicores = numbers.of("worker-cpu-limit", 0, 1u << 20);
    settings.unbuffered = numbers.of("unbuffered", 0, 1) == 1;
    settings.log_level = given.has("log-level") ? given.of("log-level") : "warn";
    if (given.values.contains("nats-url")) {  // only kiln serve has the rest
        settings.max_jobs = numbers.of("max-jobs", 0, 1u << 20);
        settings.empty_pool = std::chrono::seconds(numbers.of("empty-pool-seconds", 1, 24u * 3600));
        settings.drain = std::chrono::seconds(numbers.of("drain-seconds", 0, 24u * 3600));
        settings.port = static_cast<std::uint16_t>(numbers.of("port", 0, 65'535));
        BOOST_OUTCOME_TRY(settings.port_address, read_address(given.of("port-address")));
        if (given.of("environment") == "production") settings.log_format = pool::LogFormat::Json;
        if (!given.has("log-level")) settings.log_level = "info";
        read_warm(given, numbers, settings);
        BOOST_OUTCOME_TRY(read_cache(given, numbers, settings.cache));
        BOOST_OUTCOME_TRY(read_service(given, numbers, settings));
        BOOST_OUTCOME_TRY(settings.shipping, read_shipping(given));
    }
    if (numbers.wrong()) return *numbers.wrong();
    return settings;
}

}  // namespace kiln::cmd
