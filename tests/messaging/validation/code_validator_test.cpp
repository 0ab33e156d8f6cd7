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
    CodeValidator validator{catalogue,
                            policy_of("common c \"common rule\" BAD\n"
                                      "python l \"python rule\" WORSE\n"),
                            10};

    std::string text(const engine::Job& job, Subject subject) {
        const auto refusal = validator.refuse(job, subject);
        if (!refusal) return "";
        CHECK(refusal->error == refusal->status_message);
        return refusal->error;
    }
};

TEST_CASE_FIXTURE(Fixture, "code of the largest length passes, one byte more does not") {
    CHECK(text(job_of("py", std::string(10, 'x')), Subject::Compiler).empty());
    CHECK(text(job_of("py", std::string(11, 'x')), Subject::Compiler) ==
          "Code length exceeds maximum limit: Max length allowed is 10");
    CHECK(text(job_of("py", std::string(11, 'x')), Subject::Problems).empty());
}

TEST_CASE_FIXTURE(Fixture, "further files count towards the length, and are looked through") {
    engine::Job job = job_of("py", "12345");
    job.files.push_back({"a.py", "678901"});
    CHECK(text(job, Subject::Compiler).starts_with("Code length exceeds"));
    job.files[0].content = "WORSE";
    CHECK(text(job, Subject::Compiler) == "Prohibited python operation detected: l: python rule");
}

TEST_CASE_FIXTURE(Fixture, "length comes before patterns, common ones before the language") {
    CHECK(text(job_of("cobol", "BAD and too long"), Subject::Compiler)
              .starts_with("Code length exceeds"));
    CHECK(text(job_of("cobol", "BAD"), Subject::Compiler) ==
          "Prohibited operation detected: c: common rule");
    CHECK(text(job_of("COBOL", "WORSE"), Subject::Compiler) == "unsupported language: cobol");
    CHECK(text(job_of("", ""), Subject::Compiler) == "unsupported language: ");
    CHECK(text(job_of("PY", "WORSE BAD"), Subject::Problems) ==
          "Prohibited operation detected: c: common rule");
}

TEST_CASE_FIXTURE(Fixture, "a language's rules hold for all its names and for no other") {
    CHECK(text(job_of("PY", "WORSE"), Subject::Compiler) ==
          "Prohibited python operation detected: l: python rule");
    CHECK(text(job_of("javascript", "WORSE"), Subject::Compiler).empty());
}

TEST_CASE("a policy for a language that does not exist is an error that names it") {
    const engine::Catalogue catalogue = two_languages();
    CHECK(CodeValidator(catalogue, policy_of("js a \"b\" c"), 1).check_policy().has_value());
    const auto checked = CodeValidator(catalogue, policy_of("pyhton a \"b\" c"), 1).check_policy();
    REQUIRE(checked.has_error());
    CHECK(checked.error().text().find("\"pyhton\"") != std::string::npos);
    // An alias is no canonical name: its rules would never be looked at.
    CHECK(CodeValidator(catalogue, policy_of("py a \"b\" c"), 1).check_policy().has_error());
}

}  // namespace
}  // namespace kiln::messaging
