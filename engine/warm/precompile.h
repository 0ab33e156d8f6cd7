#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/catalogue/language.h"
#include "engine/warm/preparations.h"
#include "pool/base/unique_fd.h"

namespace kiln::engine {

struct PrecompiledHeader {
    pool::UniqueFd file;  // a sealed memfd
    std::uint64_t size = 0;
    std::string said;  // by the compiler, on its standard error
};

// The language's compile command for one source, as a step's argv has it.
[[nodiscard]] std::vector<std::string> single_source_command(const Language& language);

// A compiler's step of work ahead, with `text` as the language's source file.
[[nodiscard]] pool::StepSpec compiler_step(const Language& language, const pool::StepLimits& limits,
                                           pool::Purpose purpose, std::vector<std::string> argv,
                                           std::string text);

// The step that makes a precompiled header of `text`, for the same compiler with the same options;
// precompile() says where that goes.
[[nodiscard]] pool::StepSpec precompile_step(const Language& language,
                                             const pool::StepLimits& limits, pool::Purpose purpose,
                                             std::string text);

// Runs such a step. The header is no file of the cell's: it may be as large as `most_bytes`, whatever
// limit its files have. An Error where the compiler failed, or that is not enough, or gave_way().
[[nodiscard]] boost::asio::awaitable<pool::Result<PrecompiledHeader>> precompile(
    Preparations& preparations, pool::StepSpec step, std::uint64_t most_bytes);

// An Error with what the compiler said, unless it ended with exit status 0; one that gave_way() where
// its wall time was not enough: the machine was busy, it may be enough another time.
[[nodiscard]] pool::Result<void> check_ended_well(const pool::StepReport& report, const char* what);

}  // namespace kiln::engine
