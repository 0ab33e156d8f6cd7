#pragma once

#include <span>

namespace kiln::cmd {

// The commands of the kiln binary. Each gets the words after its name and returns the process's
// exit status; each answers --help and --version itself, on stdout.
using Args = std::span<const char* const>;

[[nodiscard]] int serve(Args args);
[[nodiscard]] int run(Args args);
[[nodiscard]] int submit(Args args);
[[nodiscard]] int result(Args args);
[[nodiscard]] int jobs(Args args);
[[nodiscard]] int bench(Args args);
[[nodiscard]] int languages(Args args);
[[nodiscard]] int doctor(Args args);

}  // namespace kiln::cmd
