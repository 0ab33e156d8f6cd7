#pragma once

#include <string>

namespace kiln::cmd {

// Prints what a reply says of a program: its output, or with `json` all of it; what failed on
// stderr, as command `name`. Returns the command's exit status: 0 if the program succeeded, else 1.
[[nodiscard]] int show_reply(const char* name, const std::string& reply, bool json);

}  // namespace kiln::cmd
