#pragma once

#include <string>
#include <string_view>

#include "engine/catalogue/language.h"
#include "pool/step.h"

namespace kiln::engine {

// Everything that decides what a compile step leaves, as one text: the language, its toolchain
// (the probed version and `stamp`, see CacheConfig), argv after expansion, environment, each
// file's name and content, what is asked for, and all of the step's limits. Fields carry their
// lengths: two different steps never have one key. The limits are those of the step before a
// deadline shortened them: a result that is kept met none.
//
// The key itself is the identity, not a digest of it. Entries are found by a fast hash and then
// compared byte by byte, in memory and on disk; so two programs cannot be mixed, whoever chose
// them and whatever the hash, and no cryptographic library is needed. The price is the source's
// size once more for each entry, which the bounds count.
[[nodiscard]] std::string compile_key(const Language& language, std::string_view version,
                                      std::string_view stamp, const pool::StepSpec& step);

// A step whose files are all in memory, as compile steps are; another has no key.
[[nodiscard]] bool has_key(const pool::StepSpec& step);

}  // namespace kiln::engine
