#include "cmd/kiln/source.h"

#include <unistd.h>

#include <array>
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

pool::Result<std::string> read_standard_input() {
    std::string text;
    std::array<char, 65536> block{};
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got == 0) return text;
        if (got < 0 && errno != EINTR) return pool::errno_error("read the standard input");
        if (got > 0) text.append(block.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

bool is_standard_input(const std::string& path) {
    return path == "-";
}

pool::Result<Source> read_source(const std::string& path, const std::string& asked,
                                 const engine::Catalogue& catalogue) {
    Source source{asked, {}};
    if (is_standard_input(path)) {
        if (asked.empty())
            return pool::plain_error(
                "the standard input has no suffix",
                "name the language with --language; kiln languages lists them");
        BOOST_OUTCOME_TRY(source.code, read_standard_input());
        return source;
    }
    BOOST_OUTCOME_TRY(source.code, pool::read_file(path));
    if (source.language.empty()) source.language = language_of(path, catalogue);
    if (source.language.empty())
        return pool::plain_error(path + ": no language has this suffix",
                                 "name it with --language; kiln languages lists them");
    return source;
}

}  // namespace kiln::cmd
