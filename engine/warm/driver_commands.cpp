#include "engine/warm/driver_commands.h"

#include <algorithm>

namespace kiln::engine {
namespace {

using Words = std::vector<std::string>;

// A command's line begins with a blank; words stand bare or in double quotes.
Words words_of(std::string_view line) {
    Words words;
    std::string word;
    bool quoted = false, begun = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '\\' && i + 1 < line.size()) {
            word.push_back(line[++i]);
            begun = true;
        } else if (c == '"') {
            quoted = !quoted;
            begun = true;
        } else if (c == ' ' && !quoted) {
            if (begun) words.push_back(std::move(word));
            word.clear();
            begun = false;
        } else {
            word.push_back(c);
            begun = true;
        }
    }
    if (begun) words.push_back(std::move(word));
    return words;
}

bool is_program(const Words& words, std::string_view name) {
    return !words.empty() &&
           (words.front() == name || words.front().ends_with("/" + std::string(name)));
}

void name_object(Words& words) {
    for (std::string& word : words) {
        if (word.starts_with("/tmp/cc") && word.ends_with(".o")) word = "{object}";
    }
}

bool has_object(const Words& words) {
    return std::ranges::count(words, "{object}") == 1;
}

// collect2's words for ld, for mold: no plugin, and no process of its own beside it.
Words for_mold(const Words& collect) {
    Words words = {"/usr/bin/mold", "--no-fork", "--fatal-warnings"};
    for (std::size_t i = 1; i < collect.size(); ++i) {
        if (collect[i] == "-plugin") {
            ++i;
        } else if (!collect[i].starts_with("-plugin-opt=")) {
            words.push_back(collect[i]);
        }
    }
    return words;
}

}  // namespace

pool::Result<DriverCommands> parse_driver_commands(std::string_view text) {
    DriverCommands commands;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.starts_with(' ')) continue;
        Words words = words_of(line);
        if (!words.empty() && words.back() == "|") words.pop_back();
        if (is_program(words, "cc1plus") || is_program(words, "cc1")) {
            commands.compile = std::move(words);
        } else if (is_program(words, "as")) {
            words.front() = "/usr/bin/as";
            commands.assemble = std::move(words);
        } else if (is_program(words, "collect2")) {
            commands.link = for_mold(words);
        }
    }
    name_object(commands.assemble);
    name_object(commands.link);
    const bool to_stdout = commands.compile.size() > 2 && commands.compile.back() == "-";
    if (!to_stdout || !has_object(commands.assemble) || !has_object(commands.link))
        return pool::plain_error("the compiler driver's commands are not understood");
    return commands;
}

}  // namespace kiln::engine
