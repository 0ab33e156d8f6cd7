#pragma once

#include <string>

#include "engine/catalogue/language.h"
#include "pool/runtime_spec.h"

namespace kiln::engine {

// What the warm runtime of a language's run steps (WarmMode::Forks, Waits) is started with, and where.
[[nodiscard]] pool::RuntimeEquipment runtime_start(const Language& language);
[[nodiscard]] std::string runtime_directory(const Language& language);

}  // namespace kiln::engine
