#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "cmd/kiln/flags.h"
#include "cmd/kiln/places.h"
#include "cmd/kiln/shipping.h"
#include "engine/limits.h"
#include "messaging/service.h"
#include "pool/base/log.h"
#include "pool/namespaces/spawner.h"
#include "pool/pool.h"

namespace kiln::cmd {

// Where compile results are kept; cache_place.h makes the engine's CacheConfig of it.
struct CacheSettings {
    std::uint64_t memory_bytes = 0;  // 0: no cache
    std::string directory;           // "" for none on disk
    std::uint64_t disk_bytes = 0;
    std::uint64_t preamble_bytes = 0;  // of learnt preambles, in memory and on disk; 0: none
};

// Everything that can be set, parsed and checked. The same settings and defaults serve every
// command that runs programs; only `kiln serve` uses them all.
struct Settings {
    pool::SpawnerConfig spawner;
    pool::PoolConfig pool;
    engine::LimitPolicy limits;
    bool unbuffered = false;  // programs hold no output back
    CacheSettings cache;
    std::string warm;  // which languages have warm runtimes: "off", "all", or names with commas
    messaging::ServiceConfig service;
    ShippingSettings shipping;
    std::size_t max_jobs = 64;
    std::chrono::seconds empty_pool{10};  // without any container: then the instance ends
    std::chrono::seconds drain{30};       // for what was taken, once told to stop
    std::uint16_t port = 50053;
    boost::asio::ip::address port_address;  // where it listens; unspecified: everywhere
    pool::LogFormat log_format = pool::LogFormat::Text;
    std::string log_level;
};

// Flags about containers and limits: for run, languages and doctor too.
[[nodiscard]] std::span<const Flag> container_flags();
// Those, and the ones about NATS, the queue, the port and logs.
[[nodiscard]] std::span<const Flag> serve_flags();

// Parses what was given. An Error names the variable or flag, its value and what it may be.
[[nodiscard]] pool::Result<Settings> read_settings(const Given& given, const Places& places);

}  // namespace kiln::cmd
