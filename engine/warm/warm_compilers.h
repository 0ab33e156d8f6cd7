#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "engine/step_runner.h"
#include "engine/warm/driver_commands.h"

namespace kiln::engine {

// Which compile steps go on in a warm compiler, and what those need before they can be started: the
// driver's commands and, for C++, a precompiled header of the preamble. That is made by an ordinary
// step in a cell when the first source with the preamble is seen, one at a time, beside the jobs;
// until then, and where it fails, sources are compiled cold.
class WarmCompilers {
  public:
    // `on_idle` is called whenever the last preparation has ended. `runner` must outlive it.
    WarmCompilers(boost::asio::any_io_executor executor, StepRunner& runner,
                  std::function<void()> on_idle);

    // The warm runtime for this compile step of the job, "" for none.
    [[nodiscard]] std::string runtime_for(const Language& language, const Job& job);

    [[nodiscard]] bool busy() const { return canceller_ != nullptr; }
    // Ends what is being prepared; nothing more is.
    void stop();

  private:
    struct Wanted {
        const Language* language;
        std::string headers;
    };
    void want(const Language& language, const std::string& headers);
    void begin_next();
    boost::asio::awaitable<void> prepare(Wanted wanted);
    boost::asio::awaitable<pool::Result<pool::RuntimeEquipment>> equipment(const Wanted& wanted);
    boost::asio::awaitable<pool::Result<DriverCommands>> ask_driver(const Language& language);
    boost::asio::awaitable<pool::Result<std::shared_ptr<const pool::UniqueFd>>> precompile(
        const Wanted& wanted);
    boost::asio::awaitable<pool::Result<pool::StepReport>> run(pool::StepSpec spec);

    boost::asio::any_io_executor executor_;
    StepRunner& runner_;
    std::function<void()> on_idle_;
    std::set<std::string> asked_;  // runtimes that were prepared, or tried
    std::deque<Wanted> queue_;
    std::shared_ptr<Canceller> canceller_;  // of what is being prepared
    bool stopped_ = false;
};

// What the runtime for sources that begin with these headers is called.
[[nodiscard]] std::string compiler_runtime(const Language& language, const std::string& headers);

// The headers of a preamble as a source: one a line, so that a compiler tells of each by its line.
[[nodiscard]] std::string include_lines(const std::string& headers);

// The language's compile command for one source, as a step's argv has it.
[[nodiscard]] std::vector<std::string> single_source_command(const Language& language);

}  // namespace kiln::engine
