#pragma once

#include "cmd/kiln/settings.h"
#include "engine/catalogue/catalogue.h"

namespace kiln::cmd {

// Puts the warm runtimes of the languages that KILN_WARM names, and whose command is there, into the
// pool's settings, and the stubs that warm compilers read into the containers' root. An Error names
// a language that is none, or has no warm runtime.
[[nodiscard]] pool::Result<void> place_warm_runtimes(Settings& settings,
                                                     const engine::Catalogue& catalogue);

}  // namespace kiln::cmd
