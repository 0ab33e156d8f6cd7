#include "engine/admission.h"

#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

std::string refusal(Job job, const Toolchain& toolchain) {
    static const Catalogue catalogue = two_languages();
    const auto task =
        admit(std::move(job), *catalogue.find("interpreted"), toolchain, LimitPolicy{});
    return task ? "" : task.error().text();
}

const Toolchain kPresent{Toolchain::State::Present, "3.11.2"};

TEST_CASE("an unknown language is told in folded letters, and cut if it is long") {
    CHECK(unsupported_language("RuBy") == "unsupported language: ruby");
    CHECK(unsupported_language("") == "unsupported language: ");
    CHECK(unsupported_language(std::string(100'000, 'X')).size() < 300);
}

TEST_CASE("a version is granted or the present one is named") {
    Job job = EngineFixture::job();
    CHECK(refusal(EngineFixture::job(), kPresent).empty());
    job.version = "3.11";
    CHECK(refusal(std::move(job), kPresent).empty());
    job = EngineFixture::job();
    job.version = "2.7";
    CHECK(refusal(std::move(job), kPresent) ==
          "interpreted 2.7 is not on this worker, it has 3.11.2");
    job = EngineFixture::job();
    job.version = "3";
    CHECK(refusal(std::move(job), Toolchain{}) ==
          "interpreted 3 is not on this worker, which version it has is not known");
}

TEST_CASE("a language that is not installed names its package") {
    const Toolchain missing{Toolchain::State::Missing, ""};
    CHECK(refusal(EngineFixture::job(), missing) ==
          "interpreted is not installed on this worker (Debian package interpreter)");
}

TEST_CASE("limits that cannot be had are refused by field") {
    Job job = EngineFixture::job();
    job.limits.wall_ms = 0;
    CHECK(refusal(std::move(job), kPresent) == "limits.wall_ms is 0, the least is 1");
    job = EngineFixture::job();
    job.compile_limits.memory_mb = 1'000'000;
    CHECK(refusal(std::move(job), kPresent).starts_with("compile_limits.memory_mb is 1000000"));
    job = EngineFixture::job();
    job.files.push_back({"/x", ""});
    CHECK(refusal(std::move(job), kPresent).starts_with("files[0].name \"/x\" is absolute"));
}

}  // namespace
}  // namespace kiln::engine
