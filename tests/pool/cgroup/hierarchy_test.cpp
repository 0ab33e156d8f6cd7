#include "pool/cgroup/hierarchy.h"

#include <doctest/doctest.h>

namespace kiln::pool {

namespace {

using Path = std::filesystem::path;

bool everything(const Path&) {
    return true;
}
bool nothing(const Path&) {
    return false;
}
bool all_but_pids(const Path& path) {
    return path.string().find("/pids") == std::string::npos;
}

std::string mount_line(const std::string& point, const std::string& type,
                       const std::string& options, const std::string& root = "/") {
    return "32 31 0:29 " + root + " " + point + " rw,relatime shared:9 - " + type + " " + type +
           " rw," + options + "\n";
}

std::string v1(const std::string& controllers, const std::string& root = "/") {
    return mount_line("/sys/fs/cgroup/" + controllers, "cgroup", controllers, root);
}

const std::string kSplit = v1("memory") + v1("pids") + v1("cpu") + v1("cpuacct");
const std::string kPureV2 = mount_line("/sys/fs/cgroup", "cgroup2", "nsdelegate");
const std::string kNoise = "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n" +
                           v1("devices") + "25 1 8:1 / / rw - ext4 /dev/sda1 rw,memory\n";

}  // namespace

TEST_CASE("on v1 each controller has its own directory, below the group we are in") {
    const Hierarchy found = parse_hierarchy(kNoise + kSplit,
                                            "9:name=systemd:/\n8:pids:/\n4:memory:/api/0bb3\n"
                                            "2:cpuacct:/\n1:cpu:/a\n0::/\n",
                                            "", everything);
    CHECK(found.version == 1);
    CHECK(found.of(Controller::Memory) == "/sys/fs/cgroup/memory/api/0bb3");
    CHECK(found.of(Controller::Pids).lexically_relative("/sys/fs/cgroup/pids") == ".");
    CHECK(found.of(Controller::Cpu) == "/sys/fs/cgroup/cpu/a");
    CHECK(found.of(Controller::CpuCount).lexically_relative("/sys/fs/cgroup/cpuacct") == ".");
    CHECK(found.complete());
    CHECK(found.why.empty());
}

TEST_CASE("on v1 two controllers may share one directory") {
    const std::string joined = v1("memory") + v1("pids") + v1("cpu,cpuacct");
    const Hierarchy found = parse_hierarchy(
        joined, "3:cpu,cpuacct:/user.slice\n2:pids:/p\n1:memory:/m\n", "", everything);
    CHECK(found.of(Controller::Cpu) == "/sys/fs/cgroup/cpu,cpuacct/user.slice");
    CHECK(found.of(Controller::CpuCount) == found.of(Controller::Cpu));
    CHECK(found.complete());
}

TEST_CASE("on a hybrid host v1 is used where it has memory, v2 where it has not") {
    const std::string unified = mount_line("/sys/fs/cgroup/unified", "cgroup2", "nsdelegate");
    const std::string groups = "2:pids:/\n1:memory:/\n0::/init.scope\n";
    CHECK(parse_hierarchy(unified + kSplit, groups, "", everything).version == 1);

    const Hierarchy v2 =
        parse_hierarchy(v1("devices") + unified, "3:devices:/d\n0::/init.scope\n", "", everything);
    CHECK(v2.version == 2);
    CHECK(v2.of(Controller::Memory) == "/sys/fs/cgroup/unified/init.scope");
}

TEST_CASE("on v2 all controllers are the one directory of our group") {
    const Hierarchy found =
        parse_hierarchy(kNoise + kPureV2, "0::/user.slice/x.scope\n", "", everything);
    CHECK(found.version == 2);
    CHECK(found.complete());
    for (const Path& path : found.base) CHECK(path == "/sys/fs/cgroup/user.slice/x.scope");
}

TEST_CASE("a mount that shows only our own group, as in a Docker container, is used at its top") {
    // The mount's root is the group that /proc/self/cgroup names.
    std::string mounts;
    for (const char* name : {"memory", "pids", "cpu", "cpuacct"}) mounts += v1(name, "/docker/abc");
    const std::string groups =
        "4:memory:/docker/abc\n3:pids:/docker/abc/inner\n2:cpu:/docker/abc\n1:cpuacct:/docker/"
        "abc\n";
    const Hierarchy found = parse_hierarchy(mounts, groups, "", everything);
    CHECK(found.of(Controller::Memory).lexically_relative("/sys/fs/cgroup/memory") == ".");
    CHECK(found.of(Controller::Pids) == "/sys/fs/cgroup/pids/inner");
}

TEST_CASE("a group that the mount does not show is answered with the mount's top") {
    // A host's path seen from a namespace whose mount shows another part.
    const Hierarchy found =
        parse_hierarchy(mount_line("/sys/fs/cgroup", "cgroup2", "x", "/docker/abc"),
                        "0::/system.slice\n", "", everything);
    CHECK(found.of(Controller::Memory) == "/sys/fs/cgroup");
    const Hierarchy above = parse_hierarchy(kPureV2, "0::/../outside\n", "", everything);
    CHECK(above.of(Controller::Memory) == "/sys/fs/cgroup");
}

TEST_CASE("a given group takes the place of our own, below each mount, with or without a slash") {
    for (const char* given : {"kiln-1000", "/kiln-1000"}) {
        const Hierarchy one = parse_hierarchy(kSplit, "4:memory:/api\n", given, everything);
        CHECK(one.of(Controller::Memory) == "/sys/fs/cgroup/memory/kiln-1000");
        CHECK(one.of(Controller::Cpu) == "/sys/fs/cgroup/cpu/kiln-1000");
        const Hierarchy two = parse_hierarchy(kPureV2, "0::/x\n", given, everything);
        CHECK(two.of(Controller::Pids) == "/sys/fs/cgroup/kiln-1000");
    }
}

TEST_CASE("a controller whose directory is not ours to write is left out, and named") {
    const Hierarchy found = parse_hierarchy(kSplit, "", "", all_but_pids);
    CHECK(found.version == 1);
    CHECK_FALSE(found.complete());
    CHECK(found.of(Controller::Pids).empty());
    CHECK_FALSE(found.of(Controller::Memory).empty());
    CHECK(found.why.find("/sys/fs/cgroup/pids") != std::string::npos);
    CHECK(found.why.find("not ours to write") != std::string::npos);
}

TEST_CASE("a v2 group that is not ours to write leaves every controller out") {
    const Hierarchy found = parse_hierarchy(kPureV2, "0::/u\n", "", nothing);
    CHECK(found.version == 2);
    for (const Path& path : found.base) CHECK(path.empty());
    CHECK(found.why == "/sys/fs/cgroup/u is not ours to write; ");
}

TEST_CASE("a v1 controller that is mounted nowhere is left out, and named") {
    const Hierarchy found = parse_hierarchy(v1("memory") + v1("pids"), "", "", everything);
    CHECK(found.of(Controller::Cpu).empty());
    CHECK(found.why.find("has the controller cpu;") != std::string::npos);
    CHECK(found.why.find("has the controller cpuacct;") != std::string::npos);
    CHECK_FALSE(found.complete());
}

TEST_CASE("a host without any cgroup file system, or with unreadable texts, has version 0") {
    for (const char* text : {"", "\n", "32 31 0:29\n", "garbage - \n"}) {
        const Hierarchy found = parse_hierarchy(text, "no colons here\n", "", everything);
        CHECK(found.version == 0);
        CHECK_FALSE(found.complete());
        CHECK(found.why == "no cgroup file system is mounted; ");
    }
}

TEST_CASE("optional fields of a mount, none or several, do not shift the rest") {
    const std::string none = "32 31 0:29 / /a rw - cgroup2 none rw\n";
    const std::string several =
        "32 31 0:29 / /b rw shared:1 master:2 propagate_from:3 - cgroup2 none rw\n";
    CHECK(parse_hierarchy(none, "0::/g\n", "", everything).of(Controller::Cpu) == "/a/g");
    CHECK(parse_hierarchy(several, "0::/g\n", "", everything).of(Controller::Cpu) == "/b/g");
}

}  // namespace kiln::pool
