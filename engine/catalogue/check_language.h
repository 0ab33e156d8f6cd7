#pragma once

#include <optional>
#include <string_view>

#include "engine/catalogue/language.h"
#include "pool/base/result.h"

namespace kiln::engine {

// What no line of a language file can tell alone: whether its keys go together, and whether all that
// comes of them fits into the messages that cells and warm runtimes are told of it by, so that no
// job, and no container, is ever the first to find out.
struct Misfit {
    std::string_view key;  // whose line is to blame; "": the file as a whole
    pool::Error error;
};
[[nodiscard]] std::optional<Misfit> misfit_of(const Language& language);

}  // namespace kiln::engine
