#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <memory>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/workshop.h"
#include "pool/base/json_text.h"
#include "pool/namespaces/host_walls.h"
#include "pool/namespaces/spawner_client.h"

namespace kiln::cmd {

namespace asio = boost::asio;

namespace {

constexpr const char* kUsage =
    "kiln doctor [FLAGS]\n"
    "\n"
    "Tells which walls this host offers around a program: each on or off, what turned it off, and\n"
    "the command or setting that turns it on. Makes one container to see that it can. Exit status\n"
    "0 if `kiln serve` would start.\n";

std::vector<Flag> all_flags() {
    std::vector<Flag> flags{{"json", "", "", "", "one JSON object in place of the table"}};
    flags.insert(flags.end(), container_flags().begin(), container_flags().end());
    return flags;
}

void print_table(const std::vector<pool::HostWall>& walls) {
    for (const pool::HostWall& wall : walls) {
        std::printf("%-16s %-4s %s\n", wall.key.c_str(), wall.holds ? "on" : "OFF",
                    wall.what.c_str());
        if (wall.holds) continue;
        std::printf("%22swhy: %s\n", "", wall.why.c_str());
        if (!wall.fix.empty()) std::printf("%22sfix: %s\n", "", wall.fix.c_str());
    }
}

void print_json(const std::vector<pool::HostWall>& walls, const std::string& cgroup, bool serves) {
    std::string json =
        "{\"runtime\":\"namespaces\",\"cgroup\":" + pool::json_quoted(cgroup) + ",\"walls\":[";
    for (const pool::HostWall& wall : walls) {
        if (&wall != walls.data()) json += ',';
        json += "{\"key\":" + pool::json_quoted(wall.key) +
                ",\"what\":" + pool::json_quoted(wall.what) +
                ",\"on\":" + (wall.holds ? "true" : "false") +
                ",\"why\":" + pool::json_quoted(wall.why) +
                ",\"fix\":" + pool::json_quoted(wall.fix) + "}";
    }
    std::printf("%s],\"would_serve\":%s}\n", json.c_str(), serves ? "true" : "false");
}

pool::HostWall page_cache(const Settings& settings) {
    const bool own = settings.spawner.root.source != "/";
    return {
        "page_cache",
        "files of the root share no cached page with the host's",
        own,
        own ? "" : "the root is the host's /usr: a program can tell by timing what was read there",
        own ? "" : "make an image with worker-image/build DIRECTORY, set WORKER_IMAGE=DIRECTORY",
        false};
}

// Whether a container can be made at all; "" or why not.
asio::awaitable<std::string> try_container(pool::Pool* pool) {
    const pool::Result<void> started = co_await pool->start();
    co_await pool->stop();
    co_return started ? std::string() : started.error().text();
}

// Starts a spawner and makes one container; "" or why that cannot be done.
std::string try_host(const Settings& settings, std::string& cgroup) {
    auto link = pool::start_spawner(settings.spawner);
    if (!link) return link.error().text();
    const int version = link.value().isolation.cgroup_version;
    if (version != 0) cgroup = "v" + std::to_string(version);
    const auto dropped = pool::drop_privileges(link.value().engine_uid);
    if (!dropped) return dropped.error().text();
    pool::configure_log(settings.log_format, "off");

    asio::io_context io(1);
    pool::Pool pool(
        io.get_executor(),
        std::make_unique<pool::SpawnerClient>(io.get_executor(), std::move(link).value()),
        settings.pool);
    std::string trouble;
    asio::co_spawn(io, try_container(&pool),
                   [&](const std::exception_ptr& error, std::string text) {
                       if (error) std::rethrow_exception(error);
                       trouble = std::move(text);
                   });
    io.run();
    return trouble;
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

    std::vector<pool::HostWall> walls = pool::examine_host(settings.spawner.cgroup_override);
    walls.push_back(page_cache(settings));
    std::string cgroup = "none";
    const std::string trouble = try_host(settings, cgroup);
    walls.push_back({"container", "one was made, and its cell stood ready", trouble.empty(),
                     trouble, "", true});
    // What may be missing with KILN_REQUIRE=minimal; without the others nothing can be made.
    const auto needed = [&](const pool::HostWall& wall) {
        return wall.required && (!minimal || wall.key == "container");
    };
    const bool serves = std::all_of(walls.begin(), walls.end(), [&](const pool::HostWall& wall) {
        return wall.holds || !needed(wall);
    });
    if (given.value().has("json")) {
        print_json(walls, cgroup, serves);
    } else {
        std::printf("%-16s %s\n", "cgroup", cgroup.c_str());
        print_table(walls);
    }
    return serves ? 0 : 1;
}

}  // namespace kiln::cmd
