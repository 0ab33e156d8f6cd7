#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "engine/catalogue/language.h"
#include "engine/step_runner.h"
#include "pool/step.h"

namespace kiln::engine {

// What is known of a language's toolchain inside the containers.
struct Toolchain {
    // Missing: its command cannot be executed, fails, or tells no version.
    enum class State { Unknown, Present, Missing };
    State state = State::Unknown;
    std::string version;  // "" unless Present
};

// Asks for the version by running version_argv as a step, where no client has been: what it says goes
// into keys and replies. Takes at most twenty seconds. Trouble of ours leaves it Unknown. What is not Present is logged as a warning. Both pointers must outlive
// the call; cancelled through `canceller`.
[[nodiscard]] boost::asio::awaitable<Toolchain> probe_toolchain(
    const Language* language, StepRunner* runner, pool::StepLimits limits,
    std::shared_ptr<Canceller> canceller);

}  // namespace kiln::engine
