#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/cache/compile_cache.h"
#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "engine/limits.h"
#include "engine/step_runner.h"
#include "engine/warm/learnt_preambles.h"
#include "engine/warm/preparations.h"
#include "engine/warm/warm_compilers.h"

namespace kiln::engine {

// What spares a compiler the headers at the top of a source: a warm compiler that has read them all,
// else a learnt preamble, else a warm compiler that has read some. Lives on the engine's executor.
class CompileHelp {
  public:
    // `limits`: what steps of its own are bounded by; `most_header_bytes`: what a warm compiler may have
    // read. `on_idle` is called whenever nothing is being prepared any more. `runner` must outlive it.
    CompileHelp(boost::asio::any_io_executor executor, StepRunner& runner, CacheConfig preambles,
                const LimitPolicy& limits, std::uint64_t most_header_bytes,
                std::function<void()> on_idle)
        : preparations_(executor, runner, std::move(on_idle)),
          compilers_(runner, preparations_, limits, most_header_bytes),
          learnt_(executor, std::move(preambles), preparations_, limits) {}

    // Changes a job's compile step (compile_step()) for that. True where it now uses a learnt
    // preamble: its report counts only if it holds_without().
    [[nodiscard]] boost::asio::awaitable<bool> help(const Language& language,
                                                    const std::string& version, const Job& job,
                                                    pool::StepSpec& step,
                                                    pool::Clock::time_point deadline);

    [[nodiscard]] bool busy() const { return preparations_.busy(); }
    // Ends what is being prepared; nothing more is.
    void stop() { preparations_.stop(); }
    // Waits for the disk. No help() may be under way.
    void close() { learnt_.close(); }

  private:
    Preparations preparations_;
    WarmCompilers compilers_;
    LearntPreambles learnt_;
};

}  // namespace kiln::engine
