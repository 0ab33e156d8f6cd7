#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

// What a warm runtime is started with.
struct RuntimeEquipment {
    std::vector<std::string> argv;
    std::vector<std::string> env;          // until the job brings its own
    std::shared_ptr<const UniqueFd> file;  // given to it, or none; one file for all containers
};

// A warm runtime: an interpreter or compiler that is started before a job comes and stops at its
// gate (worker-image/gate). Plain data from the catalogue; the same for every container.
struct RuntimeSpec {
    // Forks: lives beside a container's cells and sends a child into each; cells share what it has
    // read. Waits: is started anew in each cell.
    enum class Mode { Forks, Waits };

    std::string name;  // as StepSpec::runtime names it
    Mode mode = Mode::Forks;
    bool or_waits = false;  // one that cannot be forked on this host waits instead
    std::string directory;  // where it is started
    RuntimeEquipment start;
    std::vector<std::string> step_argv;  // what a step's argv must begin with to go on in it,
    bool whole_argv = false;             // or must be
    bool equipped = true;                // `start` is known; else Pool::equip() brings it
    std::uint64_t stack_bytes = 0;       // steps that ask for more start cold
    // Cells are made with it before a job names it, and one that forks is started with each
    // container; else it is started once a job has named it, and cells are made with it for jobs.
    bool ahead = false;
};

// When warm runtimes that fork are ended.
struct RuntimeUpkeep {
    std::uint32_t most_children = 1000;       // then it is started afresh: what children share, the
    std::uint32_t most_seconds = 3600;        // address layout and hash seed, must not last
    std::uint64_t memory_bytes = 1ull << 30;  // all of them together; above it the one that was not
                                              // used for longest goes, and nothing else is started
};

}  // namespace kiln::pool
