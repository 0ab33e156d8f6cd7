#include "cmd/kiln/warm_place.h"

#include <algorithm>
#include <sstream>

#include "engine/plan.h"
#include "pool/protocol/gate_environment.h"

namespace kiln::cmd {

namespace {

using engine::Language;
using engine::WarmMode;

pool::Error wrong(const std::string& word, const char* why) {
    return pool::plain_error("KILN_WARM (--warm) names \"" + word + "\", which " + why,
                             "use all, off, or names of kiln languages with commas between");
}

// Empty: all.
pool::Result<std::vector<const Language*>> chosen(const std::string& words,
                                                  const engine::Catalogue& catalogue) {
    std::vector<const Language*> languages;
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
    spec.argv = language.warm_argv;
    spec.env = engine::step_environment(language, {});
    spec.env.insert(spec.env.end(), language.warm_env.begin(), language.warm_env.end());
    spec.env.push_back(std::string("LD_PRELOAD=") + KILN_GATE_LIBRARY);
    spec.stack_bytes = settings.limits.run.stack_bytes;
    spec.ahead = true;
    spec.from_the_start = forks;
    return spec;
}

bool is_there(const Language& language, const Settings& settings) {
    std::error_code ignored;
    const std::filesystem::path command = language.warm_argv.front();
    return std::filesystem::exists(settings.spawner.root.source / command.relative_path(), ignored);
}

}  // namespace

pool::Result<std::vector<pool::RuntimeSpec>> warm_runtimes(const Settings& settings,
                                                           const engine::Catalogue& catalogue) {
    std::vector<pool::RuntimeSpec> specs;
    if (settings.warm == "off") return specs;
    std::vector<const Language*> languages;
    if (settings.warm != "all") {
        BOOST_OUTCOME_TRY(languages, chosen(settings.warm, catalogue));
    } else {
        for (const Language& each : catalogue.all()) {
            if (each.warm_mode != WarmMode::None) languages.push_back(&each);
        }
    }
    for (const Language* each : languages) {
        if (is_there(*each, settings)) specs.push_back(runtime_of(*each, settings));
    }
    return specs;
}

}  // namespace kiln::cmd
