#include "engine/plan.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

using Words = std::vector<std::string>;

Words names(const pool::StepSpec& spec) {
    Words all;
    for (const pool::StepFile& file : spec.files) all.push_back(file.name);
    return all;
}

Job full_job() {
    Job job;
    job.code = "code";
    job.files.push_back({"data.txt", "data"});
    job.files.push_back({"more.src", "more"});
    job.files.push_back({"sub/deep.src", "deep"});
    job.stdin_bytes = "input";
    job.args = {"a", "b"};
    job.env = {{"LANG", "C"}, {"MINE", "1"}};
    job.on_output = [](pool::Stream, std::string_view) {};
    return job;
}

Language compiled_language() {
    Language language;
    language.name = "compiled";
    language.source_file = "main.src";
    language.source_suffixes = {".src"};
    language.compile_argv = {"/c", "-m{memory_mb}", "{sources}"};
    language.run_argv = {"./{program}", "{args}"};
    language.artifacts = {"program", "table"};
    language.env = {"HOME=/home", "TOOL=x=y"};
    return language;
}

TEST_CASE("a compile step has the sources and nothing of what the program gets") {
    const Job job = full_job();
    const pool::StepSpec spec = compile_step(job, compiled_language(), {});
    CHECK(spec.argv == Words{"/c", "-m400", "main.src", "more.src", "sub/deep.src"});
    CHECK(names(spec) == Words{"main.src", "data.txt", "more.src", "sub/deep.src"});
    CHECK(spec.files.front().content == "code");
    CHECK(spec.env ==
          Words{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home", "LANG=C.UTF-8", "TOOL=x=y"});
    CHECK(spec.stdin_bytes.empty());
    CHECK_FALSE(spec.stdin_fd.valid());
    CHECK_FALSE(spec.on_output);
    CHECK(spec.artifacts == Words{"program", "table"});
}

TEST_CASE("sources in folders are left out where the language says so") {
    Language language = compiled_language();
    language.source_scope = SourceScope::Folder;
    const pool::StepSpec spec = compile_step(full_job(), language, {});
    CHECK(spec.argv == Words{"/c", "-m400", "main.src", "more.src"});
    CHECK(names(spec).back() == "sub/deep.src");
}

TEST_CASE("a compiled program runs beside the files, with artifacts by descriptor") {
    Job job = full_job();
    std::vector<pool::Artifact> artifacts(2);
    artifacts[0].name = "program";
    artifacts[0].fd = pool::UniqueFd(::dup(0));
    const int program = artifacts[0].fd.get();
    artifacts[1].name = "table";
    const pool::StepSpec spec = run_step(job, compiled_language(), {}, std::move(artifacts));
    CHECK(spec.argv == Words{"./program", "a", "b"});
    CHECK(names(spec) == Words{"data.txt", "more.src", "sub/deep.src", "program", "table"});
    CHECK(spec.files[3].fd.get() == program);
    CHECK(spec.files[3].executable);
    CHECK_FALSE(spec.files[0].executable);
    CHECK(spec.artifacts.empty());
}

TEST_CASE("the run step gets the job's input, and its variables win") {
    Job job = full_job();
    job.stdin_fd = pool::UniqueFd(::dup(0));
    const int input = job.stdin_fd.get();
    const pool::StepSpec spec = run_step(job, compiled_language(), {}, {});
    CHECK(spec.stdin_bytes == "input");
    CHECK(spec.stdin_fd.get() == input);
    CHECK(spec.env ==
          Words{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home", "LANG=C", "TOOL=x=y", "MINE=1"});
    CHECK(spec.on_output);
}

TEST_CASE("an interpreted program runs from its source") {
    Job job = full_job();
    const Catalogue catalogue = two_languages();
    const pool::StepSpec spec = run_step(job, *catalogue.find("script"), {}, {});
    CHECK(spec.argv == Words{"/bin/interpret", "main.txt", "a", "b"});
    CHECK(names(spec).front() == "main.txt");
    CHECK(spec.files.front().content == "code");
}

TEST_CASE("a variable replaces only one of exactly its name") {
    Language language;
    language.env = {"HOM=1", "HOMER=2"};
    const Words env = run_environment(language, {{"HOM", "3"}});
    CHECK(env == Words{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "HOM=3",
                       "HOMER=2"});
}

}  // namespace
}  // namespace kiln::engine
