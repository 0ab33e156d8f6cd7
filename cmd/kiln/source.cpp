#include "cmd/kiln/source.h"

#include <cerrno>
#include <filesystem>

#include "pool/base/files.h"

namespace kiln::cmd {

namespace {

std::string language_of(const std::filesystem::path& path, const engine::Catalogue& catalogue) {
    for (const engine::Language& language : catalogue.all()) {
        if (std::filesystem::path(language.source_file).extension() == path.extension())
            return language.name;
        for (const std::string& suffix : language.source_suffixes)
            if (suffix == path.extension()) return language.name;
    }
    return {};
}

}  // namespace

pool::Result<Source> read_source(const std::string& path, const std::string& asked,
                                 const engine::Catalogue& catalogue) {
    Source source{asked, {}};
    BOOST_OUTCOME_TRY(source.code, pool::read_file(path));
    if (source.language.empty()) source.language = language_of(path, catalogue);
    if (source.language.empty())
        return pool::plain_error(path + ": no language has this suffix",
                                 "name it with --language; kiln languages lists them");
    return source;
}

}  // namespace kiln::cmd
