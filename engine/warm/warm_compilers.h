#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "engine/limits.h"
#include "engine/step_runner.h"
#include "engine/warm/driver_commands.h"
#include "engine/warm/preparations.h"

namespace kiln::engine {

// Which compile steps go on in a warm compiler, and what those need before they can be started: the
// driver's commands and, for C++, a precompiled header of the preamble. That is made when the first
// source with the preamble is seen and jobs leave a container for it; until then, and where it fails,
// sources are compiled cold. Both become argv and image of processes with rights over their containers,
// each of them: they come from a container that has run nothing of a client's.
class WarmCompilers {
  public:
    struct Choice {
        std::string runtime;   // "": none
        bool has_all = false;  // it, or one being prepared, has read all that the source includes
                               // first, as far as is known
    };

    // `limits`: of a compile step; `most_bytes`: of one precompiled header. The others must outlive it.
    WarmCompilers(StepRunner& runner, Preparations& preparations, LimitPolicy limits,
                  std::uint64_t most_bytes)
        : runner_(runner),
          preparations_(preparations),
          limits_(std::move(limits)),
          most_bytes_(most_bytes) {}

    // The warm runtime that spares this source most.
    [[nodiscard]] Choice choose(const Language& language, const Job& job);

  private:
    void want(const Language& language, const std::string& headers);
    boost::asio::awaitable<Preparations::Progress> prepare(const Language& language,
                                                           std::string headers);
    boost::asio::awaitable<pool::Result<pool::RuntimeEquipment>> equipment(
        const Language& language, const std::string& headers);
    boost::asio::awaitable<pool::Result<DriverCommands>> ask_driver(const Language& language);
    [[nodiscard]] bool has_all(const std::string& name, std::string_view source) const;

    StepRunner& runner_;
    Preparations& preparations_;
    LimitPolicy limits_;
    std::uint64_t most_bytes_;
    std::set<std::string> asked_;                         // runtimes that were prepared, or tried
    std::set<std::string> ready_;                         // those that can be started
    std::map<std::string, std::set<std::string>> files_;  // that each has read, by path
};

// What the runtime for sources that begin with these headers is called.
[[nodiscard]] std::string compiler_runtime(const Language& language, const std::string& headers);

// Where it is started, below /kiln in a container.
[[nodiscard]] std::string compiler_folder(const Language& language, const std::string& headers);

// The headers of a preamble as a source: one a line, so that a compiler tells of each by its line.
[[nodiscard]] std::string include_lines(const std::string& headers);

// The files that GCC with -H says it read.
[[nodiscard]] std::set<std::string> files_read(std::string_view said);

}  // namespace kiln::engine
