#include "engine/catalogue/catalogue.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>

#include "engine/catalogue/language_lines.h"

namespace kiln::engine {
namespace {

pool::Result<Language> read_language(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return pool::errno_error("open " + path.string(), "the file must be readable");
    // One byte more than the parser takes, so that it sees and names a file that is too long.
    std::string text(kLargestLanguageFile + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return pool::errno_error("read " + path.string());
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parse_language(path.string(), text);
}

pool::Result<std::vector<std::filesystem::path>> language_files(
    const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() == ".lang") files.push_back(entry->path());
    }
    if (error) {
        return pool::Error{"read the language folder " + folder.string(), error,
                           "it comes with Kiln; install it again or name another folder"};
    }
    if (files.empty()) {
        return pool::plain_error("no *.lang file in the language folder " + folder.string(),
                                 "they come with Kiln; install it again or name another folder");
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

pool::Result<Catalogue> Catalogue::make(std::vector<Language> languages) {
    std::map<std::string, std::string> owners;  // name or alias -> the language that claims it
    const auto claim = [&owners](const std::string& word,
                                 const std::string& owner) -> pool::Result<void> {
        const auto [held, fresh] = owners.emplace(word, owner);
        if (fresh) return pool::success();
        return pool::plain_error("the languages " + held->second + " and " + owner +
                                     " both claim the name " + quoted_for_message(word),
                                 "remove it from one of them");
    };
    for (const Language& language : languages) {
        BOOST_OUTCOME_TRY(claim(language.name, language.name));
        for (const std::string& alias : language.aliases) {
            BOOST_OUTCOME_TRY(claim(alias, language.name));
        }
    }
    Catalogue catalogue;
    catalogue.languages_ = std::move(languages);
    return catalogue;
}

void Catalogue::unbuffer() {
    for (Language& language : languages_) language.unbuffered = true;
}

pool::Result<Catalogue> Catalogue::load(const std::filesystem::path& folder) {
    BOOST_OUTCOME_TRY(const auto files, language_files(folder));
    std::vector<Language> languages;
    for (const std::filesystem::path& file : files) {
        BOOST_OUTCOME_TRY(Language language, read_language(file));
        languages.push_back(std::move(language));
    }
    return make(std::move(languages));
}

const Language* Catalogue::find(std::string_view name_or_alias) const {
    const std::string wanted = fold_case(name_or_alias);
    const auto claims = [&wanted](const Language& language) {
        return language.name == wanted || std::ranges::count(language.aliases, wanted) > 0;
    };
    const auto found = std::ranges::find_if(languages_, claims);
    return found == languages_.end() ? nullptr : &*found;
}

std::string fold_case(std::string_view text) {
    std::string folded(text);
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return folded;
}

}  // namespace kiln::engine
