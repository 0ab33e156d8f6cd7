#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalogue/language.h"
#include "pool/base/result.h"

namespace kiln::engine {

// Reads one language file. The Error names the file, the line and what is wrong with it.
[[nodiscard]] pool::Result<Language> parse_language(std::string_view file_name,
                                                    std::string_view text);

// The languages this instance knows. Immutable once it is shared.
class Catalogue {
  public:
    // Takes parsed languages. Fails if two of them claim one name or alias.
    [[nodiscard]] static pool::Result<Catalogue> make(std::vector<Language> languages);
    // Reads every *.lang file of a folder, in order of name.
    [[nodiscard]] static pool::Result<Catalogue> load(const std::filesystem::path& folder);

    // Before it is shared: programs hold no output back, where a language knows how that is said.
    void unbuffer();

    // By name or alias, ASCII case folded, otherwise exact (a trailing blank counts). nullptr:
    // unknown. The pointer lives as long as the catalogue.
    [[nodiscard]] const Language* find(std::string_view name_or_alias) const;
    [[nodiscard]] std::span<const Language> all() const { return languages_; }

  private:
    std::vector<Language> languages_;
};

// ASCII lower case, the folding that names and aliases are compared in.
[[nodiscard]] std::string fold_case(std::string_view text);

}  // namespace kiln::engine
