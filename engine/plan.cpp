#include "engine/plan.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/catalogue/argv_template.h"

namespace kiln::engine {
namespace {

constexpr unsigned kMegabyteShift = 20;

constexpr std::array<const char*, 3> kCommonEnvironment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                                           "HOME=/tmp", "LANG=C.UTF-8"};

// Sets "NAME=value" in `env`, in the place of an entry of that name if there is one.
void set_variable(std::vector<std::string>& env, std::string entry) {
    const std::string prefix = entry.substr(0, entry.find('=') + 1);
    const auto same = std::ranges::find_if(
        env, [&prefix](const std::string& each) { return each.starts_with(prefix); });
    if (same == env.end()) {
        env.push_back(std::move(entry));
    } else {
        *same = std::move(entry);
    }
}

bool is_source(const std::string& name, const Language& language) {
    if (language.source_scope == SourceScope::Folder && name.find('/') != std::string::npos) {
        return false;
    }
    return std::ranges::any_of(language.source_suffixes, [&name](const std::string& suffix) {
        return name.ends_with(suffix);
    });
}

ArgvValues argv_values(const Job& job, const Language& language, const pool::StepLimits& limits) {
    ArgvValues values;
    values.source = language.source_file;
    values.sources.push_back(language.source_file);
    for (const SourceFile& file : job.files) {
        if (is_source(file.name, language)) values.sources.push_back(file.name);
    }
    if (language.compiled()) values.program = language.artifacts.front();
    values.memory_mb = limits.memory_bytes >> kMegabyteShift;
    values.stack_mb = limits.stack_bytes >> kMegabyteShift;
    return values;
}

// Variables a runtime has read long before the job comes: a job that sets one starts cold.
constexpr std::array<std::string_view, 14> kReadAtStart = {
    "HOME",  "LANG",   "LC_",  "LD_",      "TZ",  "GLIBC_",   "MALLOC_",
    "NODE_", "PYTHON", "SSL_", "OPENSSL_", "UV_", "NO_COLOR", "FORCE_COLOR"};

std::string warm_runtime(const Job& job, const Language& language) {
    if (language.warm_mode != WarmMode::Forks && language.warm_mode != WarmMode::Waits) return {};
    for (const auto& [name, value] : job.env) {
        for (const std::string_view each : kReadAtStart) {
            if (name.starts_with(each)) return {};
        }
    }
    return language.name;
}

pool::StepFile step_file(std::string name, std::string content) {
    pool::StepFile file;
    file.name = std::move(name);
    file.content = std::move(content);
    return file;
}

}  // namespace

std::vector<std::string> step_environment(const Language& language) {
    std::vector<std::string> env(kCommonEnvironment.begin(), kCommonEnvironment.end());
    for (const std::string& entry : language.env) set_variable(env, entry);
    return env;
}

std::vector<std::string> run_environment(
    const Language& language, const std::vector<std::pair<std::string, std::string>>& more) {
    std::vector<std::string> env = step_environment(language);
    if (language.unbuffered)
        for (const std::string& entry : language.unbuffered_env) set_variable(env, entry);
    for (const auto& [name, value] : more) set_variable(env, name + "=" + value);
    return env;
}

pool::StepSpec compile_step(const Job& job, const Language& language,
                            const pool::StepLimits& limits) {
    pool::StepSpec spec;
    spec.argv = expand_argv(language.compile_argv, argv_values(job, language, limits));
    spec.env = step_environment(language);
    spec.files.push_back(step_file(language.source_file, job.code));
    for (const SourceFile& file : job.files) {
        spec.files.push_back(step_file(file.name, file.content));
    }
    spec.limits = limits;
    spec.artifacts = language.artifacts;
    return spec;
}

pool::StepSpec run_step(Job& job, const Language& language, const pool::StepLimits& limits,
                        std::vector<pool::Artifact> artifacts) {
    pool::StepSpec spec;
    ArgvValues values = argv_values(job, language, limits);
    values.args = std::move(job.args);
    spec.argv = expand_argv(language.run_argv, values);
    spec.env = run_environment(language, job.env);
    spec.runtime = warm_runtime(job, language);
    if (!language.compiled()) {
        spec.files.push_back(step_file(language.source_file, std::move(job.code)));
    }
    for (SourceFile& file : job.files) {
        spec.files.push_back(step_file(std::move(file.name), std::move(file.content)));
    }
    for (pool::Artifact& artifact : artifacts) {
        pool::StepFile file = step_file(std::move(artifact.name), "");
        file.fd = std::move(artifact.fd);
        file.executable = true;
        spec.files.push_back(std::move(file));
    }
    spec.stdin_bytes = std::move(job.stdin_bytes);
    spec.stdin_fd = std::move(job.stdin_fd);
    spec.limits = limits;
    spec.on_output = std::move(job.on_output);
    return spec;
}

}  // namespace kiln::engine
