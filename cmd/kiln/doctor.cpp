#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/workshop.h"
#include "pool/base/json_text.h"

namespace kiln::cmd {

namespace asio = boost::asio;

namespace {

constexpr const char* kUsage =
    "kiln doctor [FLAGS]\n"
    "\n"
    "Tells which walls this host offers around a program, what is missing and the commands that\n"
    "bring it. Makes one container to see that it can. Exit status 0 if `kiln serve` would start.\n";

std::vector<Flag> all_flags() {
    std::vector<Flag> flags{{"json", "", "", "", "one JSON object in place of the table"}};
    flags.insert(flags.end(), container_flags().begin(), container_flags().end());
    return flags;
}

struct Wall {
    const char* key;
    bool holds;
    const char* what;
};

std::vector<Wall> walls_of(const pool::Isolation& isolation) {
    return {
        {"memory_limit", isolation.memory_limit, "memory of a program as a whole (cgroup memory)"},
        {"process_limit", isolation.process_limit, "number of processes (cgroup pids)"},
        {"cpu_limit", isolation.cpu_limit, "share and count of CPU time (cgroup cpu, cpuacct)"},
        {"own_uids", isolation.own_uids, "user ids of its own for each container"},
        {"seccomp", isolation.seccomp, "system call filter"},
    };
}

void print_table(const pool::SpawnerLink& link, const std::string& trouble) {
    std::printf("runtime       %s\n", link.isolation.runtime.c_str());
    std::printf("cgroup        %s\n", link.isolation.cgroup_version == 0
                                          ? "none"
                                          : (link.isolation.cgroup_version == 1 ? "v1" : "v2"));
    for (const Wall& wall : walls_of(link.isolation))
        std::printf("%-13s %-4s %s\n", wall.key, wall.holds ? "on" : "OFF", wall.what);
    std::printf("%-13s %-4s %s\n", "container", trouble.empty() ? "ok" : "OFF",
                trouble.empty() ? "made, and its cell stood ready" : trouble.c_str());
    if (!link.missing.empty()) std::printf("\nmissing:\n%s", link.missing.c_str());
}

void print_json(const pool::SpawnerLink& link, const std::string& trouble, bool serves) {
    std::string json = "{\"runtime\":" + pool::json_quoted(link.isolation.runtime) +
                       ",\"cgroup_version\":" + std::to_string(link.isolation.cgroup_version);
    for (const Wall& wall : walls_of(link.isolation))
        json += std::string(",\"") + wall.key + "\":" + (wall.holds ? "true" : "false");
    json += ",\"container\":" + pool::json_quoted(trouble.empty() ? "ok" : trouble) +
            ",\"missing\":" + pool::json_quoted(link.missing) +
            ",\"would_serve\":" + (serves ? "true" : "false") + "}";
    std::printf("%s\n", json.c_str());
}

// Whether a container can be made at all; "" or why not.
asio::awaitable<std::string> try_container(pool::Pool* pool) {
    const pool::Result<void> started = co_await pool->start();
    co_await pool->stop();
    co_return started ? std::string() : started.error().text();
}

}  // namespace

int doctor(Args args) {
    const std::vector<Flag> flags = all_flags();
    if (answered_help(args, kUsage, flags)) return 0;
    const auto given = parse_flags(flags, args, Words::Mixed);
    if (!given) return complain("doctor", given.error().text());
    if (!given.value().words.empty()) return complain("doctor", "takes no argument, see --help");
    const auto places = find_places();
    if (!places) return complain("doctor", places.error().text());
    auto read = read_settings(given.value(), places.value());
    if (!read) return complain("doctor", read.error().text());
    Settings settings = std::move(read).value();
    const bool minimal = settings.spawner.require == pool::Require::Minimal;
    settings.spawner.require = pool::Require::Minimal;  // to see all, not the first that fails
    settings.pool.containers = 1;

    auto link = pool::start_spawner(settings.spawner);
    if (!link) return complain("doctor", link.error().text());
    const pool::SpawnerLink facts{{}, -1, link.value().instance, link.value().engine_uid,
                                  link.value().isolation, link.value().missing};
    const auto dropped = pool::drop_privileges(facts.engine_uid);
    if (!dropped) return complain("doctor", dropped.error().text());
    pool::configure_log(settings.log_format, "off");

    asio::io_context io(1);
    pool::Pool pool(io.get_executor(), std::move(link).value(), settings.pool);
    std::string trouble;
    asio::co_spawn(io, try_container(&pool),
                   [&](const std::exception_ptr& error, std::string text) {
                       if (error) std::rethrow_exception(error);
                       trouble = std::move(text);
                   });
    io.run();
    const bool serves = trouble.empty() && (minimal || facts.isolation.complete());
    if (given.value().has("json"))
        print_json(facts, trouble, serves);
    else
        print_table(facts, trouble);
    return serves ? 0 : 1;
}

}  // namespace kiln::cmd
