#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "pool/base/result.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/runtime_spec.h"
#include "pool/step.h"

namespace kiln::pool {

// The book of one container's warm runtimes, numbered from 1 in the order of the specs, as the
// container protocol does. Only a book: Container talks to the agent and writes down what it
// hears. `specs` must outlive it; more than KILN_MAX_RUNTIMES are ignored.
class WarmRuntimes {
  public:
    enum class State { Off, Starting, Up, Failed };

    explicit WarmRuntimes(const std::vector<RuntimeSpec>& specs);

    // The number of the runtime `spec` names and may go on in; 0: it starts cold.
    [[nodiscard]] unsigned number_for(const StepSpec& spec) const;
    [[nodiscard]] const RuntimeSpec& spec(unsigned number) const { return specs_[number - 1]; }
    // As it is here: one that could not be forked may wait instead.
    [[nodiscard]] bool waits(unsigned number) const {
        return spec(number).mode == RuntimeSpec::Mode::Waits || entry(number).waits_instead;
    }
    [[nodiscard]] unsigned count() const { return static_cast<unsigned>(entries_.size()); }
    // Whether a cell made now would have it.
    [[nodiscard]] bool usable(unsigned number) const;
    [[nodiscard]] State state(unsigned number) const { return entry(number).state; }
    // It was started, and its end was not heard of.
    [[nodiscard]] bool runs(unsigned number) const {
        return state(number) == State::Starting || state(number) == State::Up;
    }
    // The request that tells the agent of a runtime. An Error: its words do not fit into one.
    [[nodiscard]] Result<kiln_runtime> request(unsigned number) const;

    void started(unsigned number);
    void stopped(unsigned number);  // by us, for its memory: until there is room for what it had
    void is_up(unsigned number, std::uint64_t bytes);
    // It ended by itself, or could not make a cell. After a few of those, or two if it says that
    // it cannot be forked, it waits instead (RuntimeSpec::or_waits), or is given up.
    void failed(unsigned number, bool cannot_fork = false);
    void given_up(unsigned number);  // for good: it is not to be had here
    void used(unsigned number);      // a job named it: from now on it is wanted
    [[nodiscard]] bool wanted(unsigned number) const { return entry(number).wanted; }
    [[nodiscard]] std::vector<unsigned> wanted_ones() const;
    void made_cell(unsigned number);

    [[nodiscard]] bool worn_out(unsigned number, const RuntimeUpkeep& upkeep) const;
    // Memory of those that run, as is_up() was told: of one, and of all.
    [[nodiscard]] std::uint64_t bytes(unsigned number) const { return entry(number).bytes; }
    [[nodiscard]] std::uint64_t memory() const;
    // What this one is known to need; 0: not known yet.
    [[nodiscard]] std::uint64_t need(unsigned number) const { return entry(number).need; }
    // The one that runs and was not used for longest, and since when.
    struct Oldest {
        unsigned number = 0;
        Clock::time_point last_used;
    };
    [[nodiscard]] std::optional<Oldest> least_used() const;

  private:
    struct Entry {
        State state = State::Off;
        std::uint64_t bytes = 0;  // while it is up
        std::uint64_t need = 0;   // the last it had
        std::uint32_t children = 0;
        unsigned failures = 0;
        bool wanted = false;
        bool waits_instead = false;
        Clock::time_point since;
        Clock::time_point last_used;
    };
    [[nodiscard]] Entry& entry(unsigned number) { return entries_[number - 1]; }
    [[nodiscard]] const Entry& entry(unsigned number) const { return entries_[number - 1]; }

    const std::vector<RuntimeSpec>& specs_;
    std::vector<Entry> entries_;
};

// Whether a runtime's status of wait(2) means that it can only wait (event_text.h has it in words).
[[nodiscard]] bool runtime_cannot_fork(int status);

}  // namespace kiln::pool
