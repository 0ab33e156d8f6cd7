#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "engine/cache/compile_key.h"
#include "engine/plan.h"
#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

using namespace std::chrono_literals;

pool::StepSpec sample() {
    static const Catalogue catalogue = two_languages();
    Job job = EngineFixture::job("compiled");
    job.code = "text";
    job.files.push_back({"a", "bc"});
    job.files.push_back({"d", ""});
    return compile_step(job, *catalogue.find("compiled"), pool::StepLimits{});
}

Language named(const std::string& name) {
    Language language;
    language.name = name;
    return language;
}

std::string key_of(const pool::StepSpec& step) {
    return compile_key(named("c"), "12.2", "stamp", step);
}

TEST_CASE("the same compile step has the same key") {
    CHECK(key_of(sample()) == key_of(sample()));
}

TEST_CASE("everything that can change what a compiler does changes the key") {
    const std::vector<std::function<void(pool::StepSpec&)>> changes = {
        [](pool::StepSpec&) {},
        [](pool::StepSpec& step) { step.argv.push_back("-O3"); },
        [](pool::StepSpec& step) { step.argv.back() += "x"; },
        [](pool::StepSpec& step) { step.env.push_back("A=b"); },
        [](pool::StepSpec& step) { step.files[0].content += " "; },
        [](pool::StepSpec& step) { step.files[1].name = "A"; },
        [](pool::StepSpec& step) { step.files[1].executable = true; },
        [](pool::StepSpec& step) { step.files.pop_back(); },
        [](pool::StepSpec& step) { step.stdin_bytes = "x"; },
        [](pool::StepSpec& step) { step.artifacts.push_back("more"); },
        [](pool::StepSpec& step) { step.artifact_bytes /= 2; },
        [](pool::StepSpec& step) { step.limits.wall -= 1ms; },
        [](pool::StepSpec& step) { step.limits.cpu -= 1ms; },
        [](pool::StepSpec& step) { step.limits.memory_bytes -= 1; },
        [](pool::StepSpec& step) { step.limits.stack_bytes -= 1; },
        [](pool::StepSpec& step) { step.limits.file_bytes -= 1; },
        [](pool::StepSpec& step) { step.limits.output_bytes -= 1; },
        [](pool::StepSpec& step) { step.limits.processes -= 1; },
    };
    std::set<std::string> keys;
    for (const auto& change : changes) {
        pool::StepSpec step = sample();
        change(step);
        keys.insert(key_of(step));
    }
    keys.insert(compile_key(named("d"), "12.2", "stamp", sample()));
    keys.insert(compile_key(named("c"), "12.3", "stamp", sample()));
    keys.insert(compile_key(named("c"), "12.2", "other", sample()));
    CHECK(keys.size() == changes.size() + 3);
}

TEST_CASE("no field can pass for a part of its neighbour") {
    const auto key_of_files = [](const std::vector<SourceFile>& files) {
        pool::StepSpec step;
        for (const SourceFile& file : files) {
            step.files.emplace_back();
            step.files.back().name = file.name;
            step.files.back().content = file.content;
        }
        return key_of(step);
    };
    CHECK(key_of_files({{"a", "bc"}}) != key_of_files({{"ab", "c"}}));
    CHECK(key_of_files({{"a", "1:b0:"}}) != key_of_files({{"a", ""}, {"b", ""}}));
    CHECK(key_of_files({{"a", std::string("b\0c", 3)}}) != key_of_files({{"a", "b"}}));
    CHECK(compile_key(named("c"), "1", "2", {}) != compile_key(named("c"), "12", "", {}));
}

TEST_CASE("a step that reads a descriptor has no key") {
    pool::StepSpec step = sample();
    CHECK(has_key(step));
    step.files[0].fd = pool::UniqueFd(::dup(0));
    CHECK_FALSE(has_key(step));
}

}  // namespace
}  // namespace kiln::engine
