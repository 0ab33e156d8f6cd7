#pragma once

#include <functional>
#include <vector>

#include "cmd/kiln/bench/figures.h"
#include "cmd/kiln/bench/interrupt.h"
#include "cmd/kiln/bench/side.h"
#include "cmd/kiln/bench/source_text.h"

namespace kiln::cmd::benchmark {

struct LoadPlan {
    std::uint64_t jobs = 0;  // of each side; 0: no bound
    std::optional<std::chrono::nanoseconds> time;
    std::chrono::nanoseconds pause{0};  // before each job, of each client
};

// Gives the sides jobs in turns until the plan is done or the interrupt comes: with one client
// a job of the first side, a job of the second, and so on; with more, a turn is a second or some
// jobs of each client, so that a side's jobs meet none of another's. Closed loop: a client sends
// its next job when it has the last one's end. A round that was begun is finished, whatever the
// time. It stops early where all of a side's first jobs fail.
//
// Everything given must outlive it. Blocks; for one client it makes no threads.
class Load {
  public:
    // Called by the thread that called run, at most a few times a second, with the tallies of the
    // turns that are over and the jobs done in the present one.
    using Progress = std::function<void(const std::vector<Tally>&, std::uint64_t)>;

    Load(std::vector<Side>& sides, SourceText& source, const Interrupt& interrupt,
         Progress progress);

    // A tally for each side, in their order.
    [[nodiscard]] std::vector<Tally> run(const LoadPlan& plan);

  private:
    struct Turn;

    void take_turn(Side& side, Tally& tally, const LoadPlan& plan);
    void work(Client& client, Tally& tally, Turn& turn, bool reports);
    void one_job(Client& client, Tally& tally);
    void tell(Turn& turn);

    std::vector<Side>& sides_;
    SourceText& source_;
    const Interrupt& interrupt_;
    Progress progress_;
    std::vector<Tally> tallies_;
    std::chrono::steady_clock::time_point told_{};
};

}  // namespace kiln::cmd::benchmark
