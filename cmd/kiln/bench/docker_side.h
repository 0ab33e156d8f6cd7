#pragma once

#include <string>

#include "cmd/kiln/bench/interrupt.h"
#include "cmd/kiln/bench/side.h"
#include "engine/catalogue/language.h"
#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// The design of long-lived containers with an exec for each job, through Docker's API: for each
// client a container of `image` without a network, and for each job a shell in it that writes the
// source, compiles and runs. The containers are removed with the side; should this process be
// killed, they end, and so are removed, four hours later.
//
// The Error says that no Docker listens at `socket`, that it has no such image, or what it said
// against a container. What is given must outlive the side.
[[nodiscard]] pool::Result<Side> make_docker_side(const std::string& socket,
                                                  const std::string& image,
                                                  const engine::Language& language,
                                                  unsigned clients, const Interrupt& interrupt);

// Sources above this are no argument of a command, which is how they get into a container.
inline constexpr std::size_t kMostDockerSource = 120'000;

// The script of one job: $1 is the source. For tests.
[[nodiscard]] std::string docker_script(const engine::Language& language);

// The text in the answer of an attached exec, stdout and stderr as they came: frames of an eight
// byte head, whose last four are the length. For tests.
[[nodiscard]] std::string text_of_frames(std::string_view frames);

}  // namespace kiln::cmd::benchmark
