#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "pool/container.h"
#include "pool/event.h"
#include "pool/pool_figures.h"
#include "pool/step.h"

namespace kiln::pool {

// A place for one container. Its keeper (pool_state) owns the container through its whole life;
// Lending says who has it meanwhile.
struct Slot {
    // Absent: no container that could be used. Tended: its keeper has it, for a moment.
    enum class Phase { Absent, Idle, Leased, Tended };

    explicit Slot(boost::asio::any_io_executor executor) : wake(std::move(executor)) {}

    Phase phase = Phase::Absent;
    bool died = false;     // its maker said so, or it was seen
    bool fresh = false;    // nothing of a client's was run in it
    bool renewal = false;  // it is to be replaced so that somebody has a fresh one
    Event wake;            // for its keeper: phase, died or renewal changed, or the pool stops
    std::shared_ptr<Container> container;
    Recycling at_risk = Recycling::NotMade;  // what an Error of what its keeper does now means
    std::vector<unsigned> runtimes;          // that the last one's jobs wanted

    // While it is Leased.
    Purpose purpose = Purpose::Job;
    bool wanted_back = false;              // a Job waits for it
    std::function<void()> on_wanted_back;  // once; may be empty
};

}  // namespace kiln::pool
