#pragma once

#include <array>
#include <cstdint>

namespace kiln::pool {

// What the engine and its spawner say to each other over one AF_UNIX SEQPACKET socket: fixed
// structs, one a message, descriptors beside them. The engine asks, the spawner answers each
// request once, in order, with the request's id, and may say Died at any time. The engine gives up
// waiting after a while, so that an answer may come when nobody waits for it. End of file on either
// side: the other process is gone; the spawner then destroys everything it made and exits.

inline constexpr std::uint32_t kSpawnerProtocol = 2;

enum class SpawnerAsk : std::uint32_t {
    Create = 1,
    Destroy,  // also of a slot that holds nothing
    Sweep,    // remove what dead instances left
};

struct SpawnerRequest {
    std::uint32_t version = kSpawnerProtocol;
    SpawnerAsk ask = SpawnerAsk::Create;
    std::uint64_t id = 0;  // the engine's own, never the same twice
    std::uint32_t slot = 0;
    std::uint32_t unused = 0;
};

enum class SpawnerSay : std::uint32_t {
    Hello = 1,     // once, first; also when it could not start: then `error` or `text` says why
    Created,       // fds: the agent socket, then the leaf files whose bit is set in `files`
    CreateFailed,  // the slot is as it was before
    Destroyed,
    DestroyFailed,  // something of the container lives on; Destroy it again
    Died,           // unasked, once for each: the container ended by itself; Destroy it
    Swept,
};

struct SpawnerEvent {
    std::uint32_t version = kSpawnerProtocol;
    SpawnerSay say = SpawnerSay::Hello;
    std::uint64_t id = 0;  // of the request it answers; 0: of none
    std::uint32_t slot = 0;
    std::uint32_t files = 0;  // bit i: LeafFile i follows

    // Hello only.
    std::uint32_t ready = 0;
    std::uint32_t instance = 0;
    std::uint32_t engine_uid = 0;
    std::uint32_t cgroup_version = 0;
    std::uint32_t memory_limit = 0;
    std::uint32_t process_limit = 0;
    std::uint32_t cpu_limit = 0;
    std::uint32_t own_uids = 0;
    std::uint32_t seccomp = 0;

    std::array<char, 1536> text{};  // what failed or is missing, and what to do; NUL-terminated
};

}  // namespace kiln::pool
