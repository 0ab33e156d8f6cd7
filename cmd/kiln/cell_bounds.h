#pragma once

#include "cmd/kiln/settings.h"
#include "engine/catalogue/catalogue.h"

namespace kiln::cmd {

// Bounds a container's cells by the most that any step may come to ask for: by a request, by a
// language's defaults, or for Kiln's own steps.
void bound_cells(Settings& settings, const engine::Catalogue& catalogue);

}  // namespace kiln::cmd
