#include "cmd/kiln/bench/docker_side.h"
#include "engine/catalogue/argv_template.h"
#include "pool/step.h"

namespace kiln::cmd::benchmark {

namespace {

constexpr unsigned kMegabyteShift = 20;
constexpr std::size_t kFrameHead = 8;

// One word of a shell, whatever is in it.
std::string shell_word(std::string_view text) {
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

std::string shell_command(const std::vector<std::string>& argv) {
    std::string command;
    for (const std::string& word : argv) command += (command.empty() ? "" : " ") + shell_word(word);
    return command;
}

}  // namespace

std::string docker_script(const engine::Language& language) {
    const pool::StepLimits usual;
    engine::ArgvValues values;
    values.source = language.source_file;
    values.sources = {language.source_file};
    if (language.compiled()) values.program = language.artifacts.front();
    values.memory_mb = usual.memory_bytes >> kMegabyteShift;
    values.stack_mb = usual.stack_bytes >> kMegabyteShift;
    std::string script = "cd /tmp";
    for (const std::string& variable : language.env) {
        const std::size_t equals = variable.find('=');
        script += " && export " + variable.substr(0, equals + 1) +
                  shell_word(std::string_view(variable).substr(equals + 1));
    }
    script += " && printf %s \"$1\" > " + shell_word(language.source_file);
    if (language.compiled())
        script += " && " + shell_command(engine::expand_argv(language.plain_compile(), values));
    return script + " && " + shell_command(engine::expand_argv(language.run_argv, values));
}

std::string text_of_frames(std::string_view frames) {
    std::string text;
    while (frames.size() >= kFrameHead) {
        std::size_t size = 0;
        for (std::size_t i = 4; i < kFrameHead; ++i)
            size = size << 8 | static_cast<unsigned char>(frames[i]);
        frames.remove_prefix(kFrameHead);
        text.append(frames.substr(0, size));
        frames.remove_prefix(std::min(size, frames.size()));
    }
    return text;
}

}  // namespace kiln::cmd::benchmark
