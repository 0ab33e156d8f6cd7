#include "engine/catalogue/argv_template.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kiln::engine {
namespace {

constexpr std::string_view kSources = "{sources}";
constexpr std::string_view kArgs = "{args}";

// Those that are put into the middle of a word.
constexpr std::array<std::string_view, 4> kInline = {"{source}", "{program}", "{memory_mb}",
                                                     "{stack_mb}"};

constexpr std::string_view kKnown =
    "placeholders are {source} {sources} {args} {program} {memory_mb} {stack_mb}";

// The placeholder that `text` begins with, or "".
std::string_view inline_placeholder(std::string_view text) {
    for (const std::string_view each : kInline) {
        if (text.starts_with(each)) return each;
    }
    return {};
}

pool::Result<void> check_word(std::string_view word, ArgvUse use) {
    if (word == kArgs && use == ArgvUse::Run) return pool::success();
    if (word == kSources && use != ArgvUse::Version) return pool::success();
    for (std::size_t at = 0; at < word.size(); ++at) {
        if (word[at] != '{' && word[at] != '}') continue;
        const std::string_view placeholder = inline_placeholder(word.substr(at));
        if (!placeholder.empty() && use != ArgvUse::Version) {
            at += placeholder.size() - 1;
            continue;
        }
        const std::string quoted = "\"" + std::string(word) + "\"";
        if (word == kArgs) return pool::plain_error(quoted + " can only stand in run_argv");
        if (use == ArgvUse::Version) {
            return pool::plain_error(quoted + " holds a brace; version_argv takes no placeholders");
        }
        return pool::plain_error(
            quoted + " holds a brace that is no placeholder, or {sources} or {args} inside a word",
            std::string(kKnown));
    }
    return pool::success();
}

std::string value_of(std::string_view placeholder, const ArgvValues& values) {
    if (placeholder == "{source}") return values.source;
    if (placeholder == "{program}") return values.program;
    if (placeholder == "{memory_mb}") return std::to_string(values.memory_mb);
    return std::to_string(values.stack_mb);
}

// "-x", and "@x", by which gcc and javac mean a file of words.
bool reads_as_option(std::string_view name) {
    return name.starts_with('-') || name.starts_with('@');
}

std::string expand_word(std::string_view word, const ArgvValues& values) {
    std::string expanded;
    for (std::size_t at = 0; at < word.size();) {
        const std::string_view placeholder = inline_placeholder(word.substr(at));
        if (placeholder.empty()) {
            expanded += word[at++];
        } else {
            expanded += value_of(placeholder, values);
            at += placeholder.size();
        }
    }
    return expanded;
}

}  // namespace

pool::Result<void> check_argv(std::span<const std::string> argv, ArgvUse use) {
    for (const std::string& word : argv) {
        BOOST_OUTCOME_TRY(check_word(word, use));
    }
    return pool::success();
}

bool argv_holds(std::span<const std::string> argv, std::string_view placeholder) {
    return std::ranges::any_of(argv, [placeholder](const std::string& word) {
        return word.find(placeholder) != std::string::npos;
    });
}

std::vector<std::string> expand_argv(std::span<const std::string> argv, const ArgvValues& values) {
    std::vector<std::string> words;
    for (const std::string& word : argv) {
        if (word == kArgs) {
            words.insert(words.end(), values.args.begin(), values.args.end());
        } else if (word == kSources) {
            for (const std::string& name : values.sources) {
                words.push_back(reads_as_option(name) ? "./" + name : name);
            }
        } else {
            words.push_back(expand_word(word, values));
        }
    }
    return words;
}

}  // namespace kiln::engine
