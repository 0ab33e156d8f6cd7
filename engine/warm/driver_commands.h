#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::engine {

// The three commands a compiler driver would run for one source (g++ -pipe ... -###), as a warm
// compiler's gate needs them.
struct DriverCommands {
    std::vector<std::string> compile;   // cc1plus or cc1, to its standard output
    std::vector<std::string> assemble;  // "{object}" stands for the object file
    std::vector<std::string> link;      // likewise; by mold, without the driver's plugin
};

// Of what the driver wrote to stderr. An Error where it is not one compile, one assemble and one
// link command, as of a compiler that is not GCC.
[[nodiscard]] pool::Result<DriverCommands> parse_driver_commands(std::string_view text);

}  // namespace kiln::engine
