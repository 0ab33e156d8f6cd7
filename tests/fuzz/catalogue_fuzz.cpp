// Any text as a language file. What the parser takes must serve: it is found under all its names,
// and every command of it can be expanded.
#include <algorithm>
#include <string>

#include "engine/catalogue/catalogue.h"
#include "engine/catalogue/names.h"
#include "engine/plan.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

namespace kiln::engine {
namespace {

void check_found(const Language& language) {
    auto catalogue = Catalogue::make({language});
    DEMAND(catalogue);
    DEMAND(catalogue.value().find(language.name) != nullptr);
    for (const std::string& alias : language.aliases)
        DEMAND(catalogue.value().find(alias) != nullptr);
    DEMAND(!Catalogue::make({language, language}));
}

Job job_in(const Language& language) {
    Job job;
    job.language = language.name;
    job.files.push_back({"folder/further.cpp", "text"});
    job.files.push_back({"-o", "text"});
    job.args = {"{args}", "", "{source}"};
    job.env = {{"NAME", "{program}"}};
    return job;
}

// Both steps have a command with a path, plain files, and the job's own words as they are.
void check_steps(const Language& language) {
    Job job = job_in(language);
    if (language.compiled()) {
        const pool::StepSpec compile = compile_step(job, language, {});
        DEMAND(compile.argv.front().find('/') != std::string::npos);
        DEMAND(compile.artifacts == language.artifacts);
    }
    const pool::StepSpec run = run_step(job, language, {}, {});
    DEMAND(run.argv.front().find('/') != std::string::npos);
    for (const pool::StepFile& file : run.files) DEMAND(check_file_name(file.name));
    DEMAND(std::ranges::count(run.env, "NAME={program}") == 1);
}

}  // namespace
}  // namespace kiln::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kiln::engine;
    const auto parsed = parse_language("fuzz.lang", kiln::fuzz::FuzzInput(data, size).rest());
    if (!parsed) {
        DEMAND(parsed.error().step.starts_with("fuzz.lang:"));
        return 0;
    }
    const Language& language = parsed.value();
    DEMAND(check_language_name(language.name));
    DEMAND(check_plain_file_name(language.source_file));
    DEMAND(!language.run_argv.empty() && !language.version_argv.empty());
    check_found(language);
    check_steps(language);
    return 0;
}
