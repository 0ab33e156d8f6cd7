#include "engine/job_rules.h"

#include <doctest/doctest.h>

namespace kiln::engine {
namespace {

Language language() {
    Language language;
    language.source_file = "main.x";
    language.compile_argv = {"/c"};
    language.artifacts = {"program"};
    return language;
}

std::string refusal(const Job& job) {
    const auto checked = check_job(job, language());
    return checked ? "" : checked.error().text();
}

std::string refusal_of_files(const std::vector<std::string>& names) {
    Job job;
    for (const std::string& name : names) job.files.push_back({name, "content"});
    return refusal(job);
}

TEST_CASE("ordinary jobs pass") {
    Job job;
    job.files.push_back({"data.txt", ""});
    job.files.push_back({"lib/deep/part.x", ""});
    job.files.push_back({"lib/other.x", ""});
    job.files.push_back({".hidden", ""});
    job.files.push_back({"...", ""});
    job.files.push_back({"Main.x", ""});
    job.files.push_back({"-o", ""});
    job.args = {"", "one", "\xff"};
    job.env = {{"A", "1"}, {"_b9", ""}, {"A", "2"}};
    CHECK(refusal(job).empty());
}

TEST_CASE("file names that lead elsewhere are refused by name") {
    CHECK(refusal_of_files({"a", "/etc/passwd"}) ==
          "files[1].name \"/etc/passwd\" is absolute (name the file from the working directory "
          "down)");
    CHECK(refusal_of_files({"../x"}).starts_with("files[0].name \"../x\" has a part \"..\""));
    CHECK(refusal_of_files({"a/../../x"}).find("has a part \"..\"") != std::string::npos);
    CHECK(refusal_of_files({"./x"}).find("has a part \".\"") != std::string::npos);
    CHECK(refusal_of_files({"a//b"}).find("has an empty part") != std::string::npos);
    CHECK(refusal_of_files({"a/"}).find("has an empty part") != std::string::npos);
    CHECK(refusal_of_files({""}).find("is empty") != std::string::npos);
    CHECK(refusal_of_files({std::string("a\0b", 3)}).find("NUL") != std::string::npos);
}

TEST_CASE("a part has at most 255 bytes and a name at most 1024") {
    CHECK(refusal_of_files({std::string(255, 'x')}).empty());
    CHECK(refusal_of_files({std::string(256, 'x')}).find("a part of 256 bytes") !=
          std::string::npos);
    std::string path;
    for (int i = 0; i < 4; ++i) path += std::string(255, 'x') + "/";
    CHECK(refusal_of_files({path.substr(0, 1023)}).empty());
    CHECK(refusal_of_files({path + "y"}).find("has 1025 bytes") != std::string::npos);
}

TEST_CASE("names that clash are refused") {
    CHECK(refusal_of_files({"main.x"}).find("is also the name of the main source") !=
          std::string::npos);
    CHECK(refusal_of_files({"program"}).find("the compiled program") != std::string::npos);
    CHECK(refusal_of_files({"program/x"}).find("needs a folder called like the compiled program") !=
          std::string::npos);
    CHECK(refusal_of_files({"a", "a"}) ==
          "files[1].name \"a\" is also the name of files[0] (rename one of them)");
    CHECK(refusal_of_files({"a/b/c", "a/b"}).find("is also a folder of files[0]") !=
          std::string::npos);
    CHECK(refusal_of_files({"a/b", "a/b/c"}).find("needs a folder called like files[0]") !=
          std::string::npos);
    CHECK(refusal_of_files({"a/b", "a.b", "ab", "a-b/c"}).empty());
}

TEST_CASE("at most 64 files, 256 args and 256 variables") {
    Job job;
    for (int i = 0; i < 64; ++i) job.files.push_back({std::to_string(i), ""});
    job.args.assign(256, "a");
    job.env.assign(256, {"A", "1"});
    CHECK(refusal(job).empty());
    job.args.emplace_back("a");
    CHECK(refusal(job) == "args has 257 entries, at most 256 are allowed");
    job.args.clear();
    job.env.emplace_back("A", "1");
    CHECK(refusal(job) == "env has 257 entries, at most 256 are allowed");
    job.env.clear();
    job.files.push_back({"64", ""});
    CHECK(refusal(job) == "files has 65 entries, at most 64 are allowed");
}

TEST_CASE("args and variables are checked for what execve cannot take") {
    Job job;
    job.args = {"fine", std::string("a\0b", 3)};
    CHECK(refusal(job) == "args[1] holds a NUL byte (remove it)");
    job.args.clear();
    job.env = {{"A", std::string("\0", 1)}};
    CHECK(refusal(job).find("env \"A\" holds a NUL byte") != std::string::npos);
    for (const char* name : {"", "1A", "A=B", "A B", "A-B", "\xc3\x84"}) {
        CAPTURE(name);
        job.env = {{name, "x"}};
        CHECK(refusal(job).find("is not allowed") != std::string::npos);
    }
}

TEST_CASE("args and env have at most 128 KiB together") {
    Job job;
    job.args = {std::string(131'072 - 1 - 4, 'a')};
    job.env = {{"A", "1"}};  // A=1 and its terminator
    CHECK(refusal(job).empty());
    job.args.front() += 'a';
    CHECK(refusal(job).find("args and env have 131073 bytes together") != std::string::npos);
}

}  // namespace
}  // namespace kiln::engine
