#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <ostream>

#include "tests/pool/containers/workbench.h"

namespace kiln::pool {

namespace {

StepReport run_for(Workbench& bench, const std::string& script, const std::string& name,
                   std::uint64_t most = 1000) {
    StepSpec spec = shell(script);
    spec.artifacts = {name};
    spec.artifact_bytes = most;
    return bench.run(std::move(spec));
}

std::string content_of(const Artifact& artifact) {
    std::string text(artifact.size, '\0');
    CHECK(::pread(artifact.fd.get(), text.data(), text.size(), 0) ==
          static_cast<ssize_t>(artifact.size));
    return text;
}

}  // namespace

TEST_CASE("a plain file is brought out sealed, and can go into the next step") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepReport report = run_for(
        bench, "mkdir d; printf '#!/bin/sh\\necho made\\n' > d/prog; chmod 755 d/prog", "d/prog");
    CHECK(report.artifact_error == "");
    REQUIRE(report.artifacts.size() == 1);
    Artifact& artifact = report.artifacts[0];
    CHECK(artifact.name == "d/prog");
    CHECK(content_of(artifact) == "#!/bin/sh\necho made\n");
    CHECK(::pwrite(artifact.fd.get(), "x", 1, 0) == -1);
    CHECK(errno == EPERM);

    StepSpec spec = shell("./prog");
    StepFile file;
    file.name = "prog";
    file.fd = std::move(artifact.fd);
    file.executable = true;
    spec.files.push_back(std::move(file));
    CHECK(bench.run(std::move(spec)).out == "made\n");
}

TEST_CASE("what is not a plain readable file below /box is refused by name") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    struct Row {
        const char* script;
        const char* name;
        const char* error;
    };
    const Row rows[] = {
        {"ln -s /etc/passwd a", "a", "open the artefact a: Too many levels of symbolic links"},
        {"echo x > b; ln -s b a", "a", "open the artefact a: Too many levels of symbolic links"},
        {"ln -s /etc d", "d/passwd",
         "open the artefact d/passwd: Too many levels of symbolic links"},
        {"mkfifo a", "a", "the artefact is not a plain file a: Invalid argument"},
        {"mkdir a", "a", "the artefact is not a plain file a: Invalid argument"},
        {"echo x > b; ln b a", "a", "the artefact is not a plain file a: Invalid argument"},
        {"true", "a", "open the artefact a: No such file or directory"},
        {"echo x > a; chmod 0 a", "a", "open the artefact a: Permission denied"},
        {"true", "../etc/passwd", "open the artefact ../etc/passwd: Invalid cross-device link"},
        {"true", "/etc/passwd", "open the artefact /etc/passwd: Invalid cross-device link"},
        {"head -c 1001 /dev/zero > a", "a", "copy a file: it is larger than 1000 bytes"},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.script));
        const StepReport report = run_for(bench, row.script, row.name);
        CHECK(report.exit_code == 0);
        CHECK(report.artifacts.empty());
        CHECK(report.artifact_error == row.error);
    }
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("an artefact of exactly the largest size is brought out, also an empty one") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const StepReport largest = run_for(bench, "head -c 1000 /dev/zero > a", "a");
    REQUIRE(largest.artifacts.size() == 1);
    CHECK(largest.artifacts[0].size == 1000);
    const StepReport empty = run_for(bench, ": > a", "a");
    REQUIRE(empty.artifacts.size() == 1);
    CHECK(empty.artifacts[0].size == 0);
}

TEST_CASE("a step that failed brings nothing out") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const StepReport report = run_for(bench, "echo x > a; exit 1", "a");
    CHECK(report.exit_code == 1);
    CHECK(report.artifacts.empty());
    CHECK(report.artifact_error.empty());
}

TEST_CASE("the first artefact that cannot be had ends the list") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("echo 1 > a; echo 3 > c");
    spec.artifacts = {"a", "b", "c"};
    const StepReport report = bench.run(std::move(spec));
    REQUIRE(report.artifacts.size() == 1);
    CHECK(content_of(report.artifacts[0]) == "1\n");
    CHECK(report.artifact_error == "open the artefact b: No such file or directory");
}

TEST_CASE("a background process cannot change an artefact while it is brought out") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const StepReport report =
        run_for(bench,
                "printf AAAA > a; (while :; do printf BBBB > a; rm -f a; ln -s /etc/passwd a; rm a;"
                " printf AAAA > a; done) & exec true",
                "a");
    // The writer is dead by then: what is there is one of its states, whole or refused.
    if (report.artifacts.empty())
        CHECK_FALSE(report.artifact_error.empty());
    else
        CHECK((content_of(report.artifacts[0]) == "AAAA" ||
               content_of(report.artifacts[0]) == "BBBB" ||
               content_of(report.artifacts[0]).empty()));
}

}  // namespace kiln::pool
