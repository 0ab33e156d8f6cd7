#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "engine/catalogue/argv_template.h"
#include "engine/catalogue/catalogue.h"
#include "engine/catalogue/check_language.h"
#include "engine/catalogue/language_lines.h"
#include "engine/catalogue/names.h"

namespace kiln::engine {
namespace {

using Words = std::vector<std::string>;
using pool::plain_error;
using pool::Result;
using pool::success;

Result<std::string> one_word(Words words) {
    if (words.size() != 1)
        return plain_error("takes exactly one word", "quote it if it has blanks");
    return std::move(words.front());
}

Result<void> take_name(Language& language, Words words) {
    BOOST_OUTCOME_TRY(language.name, one_word(std::move(words)));
    return check_language_name(language.name);
}

Result<void> take_aliases(Language& language, Words words) {
    for (const std::string& alias : words) {
        if (alias.empty()) return plain_error("an empty alias", "remove it");
        if (fold_case(alias) != alias) {
            return plain_error("alias " + quoted_for_message(alias) + " has upper case letters",
                               "write it in lower case; requests are folded");
        }
        if (std::ranges::count(words, alias) > 1) {
            return plain_error("alias " + quoted_for_message(alias) + " is there twice",
                               "remove one");
        }
    }
    language.aliases = std::move(words);
    return success();
}

Result<void> take_source_file(Language& language, Words words) {
    BOOST_OUTCOME_TRY(language.source_file, one_word(std::move(words)));
    return check_plain_file_name(language.source_file);
}

Result<void> take_source_suffixes(Language& language, Words words) {
    for (const std::string& suffix : words) {
        if (suffix.size() < 2 || !suffix.starts_with('.') || suffix.find('/') != suffix.npos) {
            return plain_error(quoted_for_message(suffix) + " is not a suffix",
                               "a suffix is a dot and a word, .cpp");
        }
    }
    language.source_suffixes = std::move(words);
    return success();
}

Result<void> take_source_scope(Language& language, Words words) {
    BOOST_OUTCOME_TRY(const std::string word, one_word(std::move(words)));
    if (word != "folder" && word != "tree") {
        return plain_error(quoted_for_message(word) + " is not a scope", "it is folder or tree");
    }
    language.source_scope = word == "folder" ? SourceScope::Folder : SourceScope::Tree;
    return success();
}

Result<void> take_argv(std::vector<std::string>& argv, Words words, ArgvUse use) {
    if (words.front().find('/') == std::string::npos) {
        return plain_error("the command " + quoted_for_message(words.front()) + " is not a path",
                           "nothing is searched for: write /usr/bin/... or ./{program}");
    }
    BOOST_OUTCOME_TRY(check_argv(words, use));
    argv = std::move(words);
    return success();
}

Result<void> take_version_argv(Language& language, Words words) {
    return take_argv(language.version_argv, std::move(words), ArgvUse::Version);
}
Result<void> take_compile_argv(Language& language, Words words) {
    return take_argv(language.compile_argv, std::move(words), ArgvUse::Compile);
}
Result<void> take_plain_compile_argv(Language& language, Words words) {
    return take_argv(language.plain_compile_argv, std::move(words), ArgvUse::Compile);
}
Result<void> take_run_argv(Language& language, Words words) {
    return take_argv(language.run_argv, std::move(words), ArgvUse::Run);
}

Result<void> take_artifacts(Language& language, Words words) {
    for (const std::string& artifact : words) {
        BOOST_OUTCOME_TRY(check_plain_file_name(artifact));
        if (std::ranges::count(words, artifact) > 1) {
            return plain_error(quoted_for_message(artifact) + " is there twice", "remove one");
        }
    }
    language.artifacts = std::move(words);
    return success();
}

Result<void> take_variables(std::vector<std::string>& variables, Words words) {
    std::set<std::string> names;
    for (const std::string& entry : words) {
        const std::size_t equals = entry.find('=');
        if (equals == std::string::npos || !is_env_name(entry.substr(0, equals))) {
            return plain_error(quoted_for_message(entry) + " is not NAME=value",
                               "a name is letters, digits and underscores");
        }
        if (!names.insert(entry.substr(0, equals)).second) {
            return plain_error(quoted_for_message(entry) + " sets a name for the second time",
                               "remove one");
        }
    }
    variables = std::move(words);
    return success();
}

Result<void> take_env(Language& language, Words words) {
    return take_variables(language.env, std::move(words));
}

Result<void> take_package(Language& language, Words words) {
    BOOST_OUTCOME_TRY(language.package, one_word(std::move(words)));
    if (language.package.empty()) return plain_error("is empty", "name Debian's package");
    return success();
}

Result<void> take_percent(std::uint32_t& percent, Words words) {
    constexpr std::uint32_t kLeast = 10;
    constexpr std::uint32_t kMost = 1000;
    BOOST_OUTCOME_TRY(const std::string word, one_word(std::move(words)));
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, percent);
    if (error != std::errc() || stop != end || percent < kLeast || percent > kMost) {
        return plain_error(quoted_for_message(word) + " is not a percentage",
                           "a whole number from 10 to 1000, without a sign");
    }
    return success();
}

Result<void> take_compile_memory_percent(Language& language, Words words) {
    return take_percent(language.compile_memory_percent, std::move(words));
}
Result<void> take_memory_percent(Language& language, Words words) {
    return take_percent(language.memory_percent, std::move(words));
}
Result<void> take_time_percent(Language& language, Words words) {
    return take_percent(language.time_percent, std::move(words));
}

Result<void> take_warm(Language& language, Words words) {
    if (words == Words{"forks", "waits"}) {
        language.warm_or_waits = true;
        words.pop_back();
    }
    BOOST_OUTCOME_TRY(const std::string word, one_word(std::move(words)));
    if (word == "forks") {
        language.warm_mode = WarmMode::Forks;
    } else if (word == "waits") {
        language.warm_mode = WarmMode::Waits;
    } else if (word == "compiles") {
        language.warm_mode = WarmMode::Compiles;
    } else {
        return plain_error(quoted_for_message(word) + " is not a way to be warm",
                           "it is forks, forks waits, waits or compiles");
    }
    return success();
}
Result<void> take_warm_headers(Language& language, Words words) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyz0123456789_./+,";
    for (const std::string& headers : words) {
        if (headers.empty() || headers.find_first_not_of(kPlain) != headers.npos) {
            return plain_error(quoted_for_message(headers) + " is no list of headers",
                               "names as between < and >, with commas and no blanks");
        }
    }
    language.warm_headers = std::move(words);
    return success();
}
Result<void> take_warm_argv(Language& language, Words words) {
    return take_argv(language.warm_argv, std::move(words), ArgvUse::Version);
}
Result<void> take_warm_start(Language& language, Words words) {
    return take_argv(language.warm_start, std::move(words), ArgvUse::Version);
}
Result<void> take_warm_env(Language& language, Words words) {
    return take_variables(language.warm_env, std::move(words));
}
Result<void> take_unbuffered_env(Language& language, Words words) {
    return take_variables(language.unbuffered_env, std::move(words));
}

enum class Need { Required, Optional };

struct Key {
    std::string_view word;
    Need need;
    Result<void> (*take)(Language&, Words);
};

constexpr std::array<Key, 21> kKeys = {{
    {"name", Need::Required, take_name},
    {"aliases", Need::Optional, take_aliases},
    {"source_file", Need::Required, take_source_file},
    {"source_suffixes", Need::Optional, take_source_suffixes},
    {"source_scope", Need::Optional, take_source_scope},
    {"version_argv", Need::Required, take_version_argv},
    {"compile_argv", Need::Optional, take_compile_argv},
    {"plain_compile_argv", Need::Optional, take_plain_compile_argv},
    {"run_argv", Need::Required, take_run_argv},
    {"artifacts", Need::Optional, take_artifacts},
    {"env", Need::Optional, take_env},
    {"unbuffered_env", Need::Optional, take_unbuffered_env},
    {"warm", Need::Optional, take_warm},
    {"warm_argv", Need::Optional, take_warm_argv},
    {"warm_start", Need::Optional, take_warm_start},
    {"warm_headers", Need::Optional, take_warm_headers},
    {"warm_env", Need::Optional, take_warm_env},
    {"package", Need::Required, take_package},
    {"compile_memory_percent", Need::Optional, take_compile_memory_percent},
    {"memory_percent", Need::Optional, take_memory_percent},
    {"time_percent", Need::Optional, take_time_percent},
}};

std::string key_list() {
    std::string list = "keys are";
    for (const Key& key : kKeys) list += " " + std::string(key.word);
    return list;
}

using Lines = std::map<std::string, std::size_t, std::less<>>;  // a key -> its line's number

Result<void> take_line(Language& language, const LanguageLine& line, Lines& seen) {
    const auto* const key = std::ranges::find(kKeys, line.key, &Key::word);
    if (key == kKeys.end()) {
        return plain_error("unknown key " + quoted_for_message(line.key), key_list());
    }
    if (!seen.emplace(line.key, line.number).second) {
        return plain_error(line.key + " is there twice", "put all words on one line");
    }
    auto taken = key->take(language, line.words);
    if (taken) return success();
    pool::Error error = std::move(taken).error();
    error.step = line.key + ": " + error.step;
    return error;
}

Result<void> check_needed(const Lines& seen) {
    for (const Key& key : kKeys) {
        if (key.need == Need::Required && !seen.contains(key.word)) {
            return plain_error("the key " + std::string(key.word) + " is missing", "add it");
        }
    }
    return success();
}

pool::Error placed(pool::Error error, std::string_view file, std::size_t line) {
    error.step = std::string(file) + ":" + std::to_string(line) + ": " + error.step;
    return error;
}

}  // namespace

Result<Language> parse_language(std::string_view file_name, std::string_view text) {
    auto lines = split_lines(text);
    if (!lines) {
        pool::Error error = std::move(lines).error();
        error.step = std::string(file_name) + ":" + error.step;
        return error;
    }
    Language language;
    Lines seen;
    std::size_t last = 1;
    for (const LanguageLine& line : lines.value()) {
        auto taken = take_line(language, line, seen);
        if (!taken) return placed(std::move(taken).error(), file_name, line.number);
        last = line.number;
    }
    auto needed = check_needed(seen);
    if (!needed) return placed(std::move(needed).error(), file_name, last);
    if (auto misfit = misfit_of(language)) {
        const auto line = seen.find(misfit->key);
        return placed(std::move(misfit->error), file_name,
                      line == seen.end() ? last : line->second);
    }
    return language;
}

}  // namespace kiln::engine
