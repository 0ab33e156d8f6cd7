#include "pool/namespaces/root_plan.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

using Paths = std::vector<fs::path>;

struct HostFiles {
    TemporaryDirectory folder;
    fs::path etc = folder.path() / "etc";
    HostFiles() {
        fs::create_directory(etc);
        folder.write("etc/passwd", "root:x:0:0::/:/bin/false\n");
        folder.write("etc/hostname", "box\n");
    }
    Result<RootPlan> plan(const std::string& list) const {
        return host_root(folder.write("list", list), etc);
    }
};

}  // namespace

TEST_CASE("the host's root shows what the list names, without comments and blank lines") {
    const HostFiles files;
    const auto plan = files.plan("# a comment\n/usr\n\n  \n/lib64   # the loader\n/etc/ssl\r\n");
    REQUIRE(plan);
    CHECK(plan.value().source == "/");
    CHECK(plan.value().shown == Paths{"/usr", "/lib64", "/etc/ssl"});
}

TEST_CASE("the host's root has Kiln's own etc, not the host's") {
    const HostFiles files;
    auto etc = files.plan("/usr\n").value().etc;
    std::sort(etc.begin(), etc.end());
    REQUIRE(etc.size() == 2);
    CHECK(etc[0].first == "hostname");
    CHECK(etc[0].second == "box\n");
    CHECK(etc[1].first == "passwd");
}

TEST_CASE("a list that leads elsewhere than to absolute paths is refused and quoted") {
    const HostFiles files;
    for (const char* line : {"usr", "./usr", "/usr/../etc", ".."}) {
        const auto plan = files.plan(std::string("/bin\n") + line + "\n");
        REQUIRE_FALSE(plan);
        CHECK(plan.error().text().find('"' + std::string(line) + '"') != std::string::npos);
    }
}

TEST_CASE("a list or an etc that is not there is an error that names it") {
    const HostFiles files;
    const auto list = host_root("/nowhere/list", files.etc);
    REQUIRE_FALSE(list);
    CHECK(list.error().text() == "open /nowhere/list: No such file or directory");
    const auto etc = host_root(files.folder.write("list", "/usr\n"), "/nowhere/etc");
    REQUIRE_FALSE(etc);
    CHECK(etc.error().text().find("/nowhere/etc") != std::string::npos);
}

TEST_CASE("the list and the etc that Kiln installs make a plan with /usr in it") {
    const fs::path image = KILN_SOURCE_DIR "/worker-image";
    const auto plan = host_root(image / "host-root.conf", image / "etc");
    REQUIRE(plan);
    const Paths& shown = plan.value().shown;
    CHECK(std::find(shown.begin(), shown.end(), "/usr") != shown.end());
    for (const fs::path& path : shown) {
        CAPTURE(path.string());
        // Nothing that holds what a host keeps to itself.
        for (const char* secret : {"/", "/etc", "/home", "/root", "/run", "/var", "/proc", "/sys"})
            CHECK(path != secret);
    }
    CHECK_FALSE(plan.value().etc.empty());
}

TEST_CASE("an image shows all of its top level but what a container has of its own") {
    const TemporaryDirectory image;
    for (const char* name : {"usr", "etc", "opt", "dev", "proc", "sys", "tmp", "run", "box"})
        fs::create_directory(image.path() / name);
    fs::create_directory_symlink("usr/bin", image.path() / "bin");
    const auto plan = image_root(image.path());
    REQUIRE(plan);
    CHECK(plan.value().source == fs::canonical(image.path()));
    CHECK(plan.value().shown == Paths{"/bin", "/etc", "/opt", "/usr"});
    CHECK(plan.value().etc.empty());
}

TEST_CASE("a directory without usr, a file and nothing at all are no images") {
    const TemporaryDirectory folder;
    for (const fs::path& path :
         {folder.path(), folder.write("file", "x"), folder.path() / "missing"}) {
        const auto plan = image_root(path);
        REQUIRE_FALSE(plan);
        CHECK(plan.error().text().find("is not a root file system") != std::string::npos);
    }
}

}  // namespace kiln::pool
