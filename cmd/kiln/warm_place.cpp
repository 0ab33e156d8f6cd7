#include "cmd/kiln/warm_place.h"

#include <sstream>

#include "engine/warm/precompile.h"
#include "engine/warm/runtime_start.h"
#include "engine/warm/warm_compilers.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/protocol/gate_environment.h"

namespace kiln::cmd {

namespace {

using engine::Language;
using engine::WarmMode;

pool::Error wrong(const std::string& word, const char* why) {
    return pool::plain_error("KILN_WARM (--warm) names \"" + word + "\", which " + why,
                             "use all, off, or names of kiln languages with commas between");
}

// What KILN_WARM says, other than "off".
pool::Result<std::vector<const Language*>> chosen(const std::string& words,
                                                  const engine::Catalogue& catalogue) {
    std::vector<const Language*> languages;
    if (words == "all") {
        for (const Language& each : catalogue.all()) {
            if (each.warm_mode != WarmMode::None) languages.push_back(&each);
        }
        return languages;
    }
    std::istringstream in(words);
    for (std::string word; std::getline(in, word, ',');) {
        const Language* const language = catalogue.find(word);
        if (language == nullptr) return wrong(word, "is no language");
        if (language->warm_mode == WarmMode::None) return wrong(word, "has no warm runtime");
        languages.push_back(language);
    }
    return languages;
}

pool::RuntimeSpec runtime_of(const Language& language, const Settings& settings) {
    pool::RuntimeSpec spec;
    spec.name = language.name;
    const bool forks = language.warm_mode == WarmMode::Forks;
    spec.mode = forks ? pool::RuntimeSpec::Mode::Forks : pool::RuntimeSpec::Mode::Waits;
    spec.or_waits = language.warm_or_waits;
    spec.directory = engine::runtime_directory(language);
    spec.start = engine::runtime_start(language);
    spec.step_argv = language.warm_argv;
    spec.stack_bytes = settings.limits.run.stack_bytes;
    spec.ahead = true;
    return spec;
}

// What a warm compiler reads before its gate: a file of the source's name. In C++ the headers come
// precompiled, as the file beside it; an empty one, because the gate opens another in its place.
void place_compiler(const Language& language, const std::string& headers, Settings& settings) {
    const std::string folder = engine::compiler_folder(language, headers);
    std::string stub = "#include \"/kiln/" + folder + "/pre\"\n";
    if (language.source_file.ends_with(".c")) {
        stub = engine::include_lines(headers);
    }
    stub += std::string("#include \"") + KILN_GATE_NAME + "\"\n";
    auto& own = settings.spawner.root.own;
    own.push_back({folder + "/" + language.source_file, std::move(stub), false});
    own.push_back({folder + KILN_GATE_FILE_SUFFIX, "", false});

    pool::RuntimeSpec spec;
    spec.name = engine::compiler_runtime(language, headers);
    spec.directory = "/kiln/" + folder;
    spec.step_argv = engine::single_source_command(language);
    spec.whole_argv = true;
    spec.equipped = false;
    spec.stack_bytes = settings.limits.compile.stack_bytes;
    settings.pool.runtimes.push_back(std::move(spec));
}

bool is_there(const Language& language, const Settings& settings) {
    std::error_code ignored;
    const auto& argv =
        language.warm_mode == WarmMode::Compiles ? language.compile_argv : language.warm_argv;
    const std::filesystem::path command = argv.front();
    return std::filesystem::exists(settings.spawner.root.source / command.relative_path(), ignored);
}

}  // namespace

pool::Result<void> place_warm_runtimes(Settings& settings, const engine::Catalogue& catalogue) {
    if (settings.warm == "off") return pool::success();
    BOOST_OUTCOME_TRY(const std::vector<const Language*> languages,
                      chosen(settings.warm, catalogue));
    for (const Language* each : languages) {
        if (!is_there(*each, settings)) continue;
        if (each->warm_mode != WarmMode::Compiles) {
            settings.pool.runtimes.push_back(runtime_of(*each, settings));
            continue;
        }
        for (const std::string& headers : each->warm_headers) {
            place_compiler(*each, headers, settings);
        }
    }
    if (settings.pool.runtimes.size() > KILN_MAX_RUNTIMES)
        return pool::plain_error(
            "the catalogue names more than " + std::to_string(KILN_MAX_RUNTIMES) + " warm runtimes",
            "name fewer languages in KILN_WARM, or remove warm_headers");
    return pool::success();
}

}  // namespace kiln::cmd
