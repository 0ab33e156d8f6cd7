#include "messaging/validation/code_validator.h"

#include <doctest/doctest.h>

#include "../languages.h"

namespace kiln::messaging {
namespace {

Policy policy_of(std::string_view text) {
    return Policy::parse("p", text).value();
}

engine::Job job_of(std::string language, std::string code) {
    engine::Job job;
    job.language = std::move(language);
    job.code = std::move(code);
    return job;
}

struct Fixture {
    engine::Catalogue catalogue = two_languages();
    CodeValidator validator{catalogue, policy_of("common c \"common rule\" BAD\n"
                                                 "python l \"python rule\" WORSE\n")};
    Route short_code, any_code;

    Fixture() { short_code.most_code_bytes = 10; }

    std::string text(const engine::Job& job, const Route& route) {
        const auto refusal = validator.refuse(job, route);
        if (!refusal) return "";
        CHECK(refusal->error == refusal->status_message);
        return refusal->error;
    }
};

TEST_CASE_FIXTURE(Fixture, "code of the largest length passes, one byte more does not") {
    CHECK(text(job_of("py", std::string(10, 'x')), short_code).empty());
    CHECK(text(job_of("py", std::string(11, 'x')), short_code) ==
          "Code length exceeds maximum limit: Max length allowed is 10");
    CHECK(text(job_of("py", std::string(11, 'x')), any_code).empty());
}

TEST_CASE_FIXTURE(Fixture, "further files count towards the length, and are looked through") {
    engine::Job job = job_of("py", "12345");
    job.files.push_back({"a.py", "678901"});
    CHECK(text(job, short_code).starts_with("Code length exceeds"));
    job.files[0].content = "WORSE";
    CHECK(text(job, short_code) == "Prohibited python operation detected: l: python rule");
}

TEST_CASE_FIXTURE(Fixture, "length comes before patterns, common ones before the language") {
    CHECK(text(job_of("cobol", "BAD and too long"), short_code).starts_with("Code length exceeds"));
    CHECK(text(job_of("cobol", "BAD"), short_code) ==
          "Prohibited operation detected: c: common rule");
    CHECK(text(job_of("COBOL", "WORSE"), short_code) == "unsupported language: cobol");
    CHECK(text(job_of("", ""), short_code) == "unsupported language: ");
    CHECK(text(job_of("PY", "WORSE BAD"), any_code) ==
          "Prohibited operation detected: c: common rule");
}

TEST_CASE_FIXTURE(Fixture, "a language's rules hold for all its names and for no other") {
    CHECK(text(job_of("PY", "WORSE"), short_code) ==
          "Prohibited python operation detected: l: python rule");
    CHECK(text(job_of("javascript", "WORSE"), short_code).empty());
}

TEST_CASE("a policy for a language that does not exist is an error that names it") {
    const engine::Catalogue catalogue = two_languages();
    CHECK(CodeValidator(catalogue, policy_of("js a \"b\" c")).check_policy().has_value());
    const auto checked = CodeValidator(catalogue, policy_of("pyhton a \"b\" c")).check_policy();
    REQUIRE(checked.has_error());
    CHECK(checked.error().text().find("\"pyhton\"") != std::string::npos);
    // An alias is no canonical name: its rules would never be looked at.
    CHECK(CodeValidator(catalogue, policy_of("py a \"b\" c")).check_policy().has_error());
}

}  // namespace
}  // namespace kiln::messaging
