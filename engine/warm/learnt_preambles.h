#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

#include "engine/cache/compile_cache.h"
#include "engine/catalogue/language.h"
#include "engine/limits.h"
#include "engine/warm/preparations.h"
#include "pool/step.h"

namespace kiln::engine {

struct PrecompiledHeader;

// Precompiled headers of the preambles that clients send: the #include <...> and #define lines that a
// source begins with (pool/protocol/preamble.h). One is made, in a cell, when a preamble is seen for
// the second time, and used by cold compilers from then on. Whoever sends a new preamble twice makes
// one container work for him; so no more than a fifth of the time is spent on that. It is made of a
// client's text, but where no other client's has been: only its own text can have a say in it.
//
// A job can reach no more of it than an open file description of a sealed memfd. Bounded by bytes, in
// memory and, where there is a directory, on disk, over restarts; an entry is one of CompileCache, its
// key all that decides what the compiler makes of the preamble. Lives on the engine's executor.
class LearntPreambles {
  public:
    using Now = std::function<pool::Clock::time_point()>;

    // Nothing is learnt where `config` has no memory. `limits`: of a compile step. `preparations` must
    // outlive it.
    LearntPreambles(boost::asio::any_io_executor executor, CacheConfig config,
                    Preparations& preparations, LimitPolicy limits, Now now = pool::Clock::now);

    // Lets `step`, which compiles one source by a single_source_command(), begin with what was
    // learnt of its preamble. False, and the step as it was, where there is nothing. Remembers that
    // the preamble was seen. Completes at the latest at `deadline`.
    [[nodiscard]] boost::asio::awaitable<bool> apply(const Language& language,
                                                     const std::string& version,
                                                     pool::StepSpec& step,
                                                     pool::Clock::time_point deadline);

    // Waits for what is being written.
    void close() { store_.close(); }

    [[nodiscard]] std::size_t entries() const { return store_.entries(); }

  private:
    struct Sighting {
        unsigned times = 0;
        bool hopeless = false;  // it does not compile, or is too large
    };

    [[nodiscard]] bool due_to_be_learnt(const std::string& key);
    [[nodiscard]] pool::StepSpec learning_step(const Language& language, std::string text) const;
    boost::asio::awaitable<Preparations::Progress> learn(const Language& language, std::string key,
                                                         std::string text);
    [[nodiscard]] pool::Result<void> keep(const std::string& key, PrecompiledHeader header);

    std::uint64_t most_bytes_;  // of one
    CompileCache store_;
    Preparations& preparations_;
    LimitPolicy limits_;
    Now now_;
    bool learning_ = false;
    unsigned cuts_ = 0;  // how often learning gave way, in a row
    pool::Clock::time_point rested_ = pool::Clock::time_point::min();
    std::unordered_map<std::size_t, Sighting> sightings_;  // by the key's hash: no more than a hint
    std::deque<std::size_t> order_;                        // the first seen first
};

// Where a step's report is the same as without a learnt preamble. Messages may name other lines,
// and an error may be of our making: those are to be compiled once more, without. Not so where time
// ran out or somebody cancelled: it would again.
[[nodiscard]] bool holds_without(const pool::StepReport& report);

}  // namespace kiln::engine
