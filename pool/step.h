#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

// One command run in one cell: what goes in (StepSpec) and what came of it (StepReport).
// Both are plain data; neither knows languages, jobs or messages.

using Clock = std::chrono::steady_clock;

struct StepLimits {
    std::chrono::milliseconds wall{10'000};
    std::chrono::milliseconds cpu{10'000};  // all processes of the cell together
    std::uint64_t memory_bytes = 400ull << 20;
    std::uint64_t stack_bytes = 400ull << 20;
    std::uint64_t file_bytes = 64ull << 20;     // largest file the program may write
    std::uint64_t output_bytes = 256ull << 10;  // stdout and stderr together
    std::uint32_t processes = 128;              // and threads, the program's own included
};

// A file placed in the cell's working directory before the command starts. `name` is relative,
// '/' separated; the content is `fd`'s from offset 0 where that is valid, else `content`.
struct StepFile {
    std::string name;
    std::string content;
    UniqueFd fd;
    bool executable = false;
    bool link = false;  // a symbolic link to what `content` says
};

enum class Stream { Out, Err };

// Whom a step is for, which says when it is run and where.
//
// Job: somebody waits for it. First come first served, in whichever container is free.
// The others are work ahead, which nobody waits for: they are run in a container that no Job needs
// and that has run nothing of a client's, and give way as soon as a Job has to wait.
// Learning: made of a client's text; whoever runs it may be taken over by that.
// Equipment: nothing in it is a client's, so that what it leaves can be trusted as the image can.
enum class Purpose { Job, Learning, Equipment };

struct StepSpec {
    Purpose purpose = Purpose::Job;
    std::vector<std::string> argv;  // argv[0] is a path, absolute or relative to the directory
    std::vector<std::string> env;   // "NAME=value", the whole environment
    std::vector<StepFile> files;
    std::string stdin_bytes;  // what the program reads, then end of file
    UniqueFd stdin_fd;        // where valid, this is its stdin instead
    StepLimits limits;
    std::string runtime;  // the warm runtime it may go on in (PoolConfig::runtimes); "": none
    std::vector<std::string> artifacts;           // files to bring out after exit status 0
    std::uint64_t artifact_bytes = 128ull << 20;  // the largest that is accepted, each
    // Called as output arrives, in addition to its capture; may be empty.
    std::function<void(Stream, std::string_view)> on_output;
};

// Which limit of ours made us kill the cell. None: the program ended by itself, or the kernel
// killed it. A cause, not a verdict: verdicts are computed from the counters below.
enum class Cut { None, WallTime, Cpu, Output, Memory, Cancelled };

struct Artifact {
    std::string name;
    UniqueFd fd;  // a sealed memfd, owned by the engine
    std::uint64_t size = 0;
};

// Why a command was not begun although nothing was wrong with us: what the step asks for cannot be had
// in a cell.
struct NotBegun {
    enum class Why {
        Files,      // they do not fit into the cell's file systems, or their names do not
        Words,      // the kernel takes no arguments and environment as large as these
        Memory,     // the limit is less than it takes to begin
        Processes,  // likewise
        Command,    // argv[0] cannot be executed
    };
    Why why = Why::Files;
    std::error_code code;  // what the kernel said
};

struct StepReport {
    std::optional<NotBegun> not_begun;  // then nothing below says anything of a program

    std::optional<int> exit_code;    // of the command itself
    std::optional<int> term_signal;  // or what killed it; neither: the cell was killed by us
    Cut cut = Cut::None;

    std::string out;  // what each stream said, raw bytes
    std::string err;
    std::string merged;  // both, in order of arrival; never longer than limits.output_bytes
    bool output_limit_hit = false;  // at least one byte more was written than the limit

    std::chrono::microseconds wall{0};
    std::optional<std::chrono::microseconds> cpu;  // of the whole cell, from its counter
    std::chrono::microseconds paused{0};  // how much of that may be the machine's own (CpuWatch)
    std::optional<std::uint64_t> memory_peak_bytes;  // of the whole cell, or of its largest
                                                     // process where there is no memory cgroup
    std::uint64_t oom_kills = 0;  // processes the kernel killed for the memory limit
    bool starved = false;         // when it was cut, its memory was full and its code was read back
                                  // from disk over and over (CgroupLeaf::starved)
    std::uint64_t process_limit_hits = 0;  // forks the kernel refused
    std::vector<Artifact> artifacts;       // in the order asked for; empty unless exit status 0
    std::string artifact_error;            // why one asked for is missing
    bool warm = false;                     // it went on in a warm runtime
    std::string container;                 // which one it ran in, for logs ("c1")
};

}  // namespace kiln::pool
