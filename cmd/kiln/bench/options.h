#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "cmd/kiln/flags.h"
#include "messaging/nats/server_access.h"

namespace kiln::cmd::benchmark {

// What `kiln bench` was asked to do, checked.
struct Options {
    std::string file;      // "" for the hello world of `language`
    std::string language;  // as given; "" where the file's suffix tells it
    messaging::ServerAccess nats;
    std::uint64_t jobs = 0;  // of each side, at most; 0: as many as fit into the time
    std::optional<std::chrono::seconds> time;  // for all sides together
    unsigned in_flight = 1;
    unsigned warm_up = 0;  // jobs of each client on each side that are not counted
    std::chrono::milliseconds pause{0};
    bool unique = false;
    bool bare = false;
    bool bare_compiles_once = false;
    bool docker_exec = false;
    std::string docker_image;
    std::string docker_socket;  // a path
    std::optional<pid_t> engine_pid;
    bool machine = false;  // only this host itself is measured; of the rest only `json` is given
    bool json = false;
};

// The flags of the command, with their help.
[[nodiscard]] std::span<const Flag> option_flags();

// `docker_host` is the environment's DOCKER_HOST, "" where it is not set. Each Error names the
// flag, its value and what it may be.
[[nodiscard]] pool::Result<Options> read_options(const Given& given,
                                                 const std::string& docker_host);

}  // namespace kiln::cmd::benchmark
