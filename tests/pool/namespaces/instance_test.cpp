#include "pool/namespaces/instance.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <new>
#include <ostream>
#include <set>
#include <vector>

#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// Lock files live in a directory that does not exist before the first claim.
class Locks {
  public:
    [[nodiscard]] fs::path directory() const { return parent_.path() / "locks"; }
    [[nodiscard]] fs::path file(unsigned number) const {
        return directory() / (std::to_string(number) + ".lock");
    }
    [[nodiscard]] Instance claim() const {
        auto claimed = claim_instance(directory());
        REQUIRE(claimed);
        return std::move(claimed).value();
    }

  private:
    TemporaryDirectory parent_;
};

}  // namespace

TEST_CASE("the first instance takes number 0 and makes a private directory") {
    const Locks locks;
    const Instance instance = locks.claim();
    CHECK(instance.number == 0);
    CHECK(instance.path == locks.file(0));
    CHECK(fs::exists(locks.file(0)));
    struct stat about {};
    REQUIRE(::stat(locks.directory().c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0700);
}

TEST_CASE("living instances have different numbers, and a number given up is taken again") {
    const Locks locks;
    const Instance first = locks.claim();
    Instance second = locks.claim();
    const Instance third = locks.claim();
    CHECK(second.number == 1);
    CHECK(third.number == 2);
    second.give_up();
    CHECK(locks.claim().number == 1);
}

TEST_CASE("giving up removes the lock file, and the last one the directory") {
    const Locks locks;
    Instance first = locks.claim();
    Instance second = locks.claim();
    first.give_up();
    CHECK_FALSE(fs::exists(locks.file(0)));
    CHECK(fs::exists(locks.file(1)));
    second.give_up();
    CHECK_FALSE(fs::exists(locks.directory()));
}

TEST_CASE("an instance that died without giving up is found, a living one is not") {
    const Locks locks;
    const Instance living = locks.claim();
    { const Instance dies = locks.claim(); }
    CHECK(fs::exists(locks.file(1)));
    std::vector<Instance> dead = dead_instances(locks.directory());
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].number == 1);
    // While a finder holds it, nobody else may take it for dead or for free.
    CHECK(dead_instances(locks.directory()).empty());
    CHECK(locks.claim().number == 2);
    dead[0].give_up();
    CHECK_FALSE(fs::exists(locks.file(1)));
}

TEST_CASE("a directory that does not exist has no dead instances") {
    const Locks locks;
    CHECK(dead_instances(locks.directory()).empty());
}

TEST_CASE("a lock goes with a process that is killed") {
    const Locks locks;
    std::array<int, 2> ready{};
    REQUIRE(::pipe(ready.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto claimed = claim_instance(locks.directory());
        (void)!::write(ready[1], claimed ? "y" : "n", 1);
        for (;;) ::pause();
    }
    char answer = 0;
    CHECK(::read(ready[0], &answer, 1) == 1);
    CHECK(answer == 'y');
    CHECK(dead_instances(locks.directory()).empty());
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(dead_instances(locks.directory()).size() == 1);
    for (const int fd : ready) ::close(fd);
}

TEST_CASE("a directory that others may write, or that is a link, is refused with advice") {
    const Locks locks;
    REQUIRE(::mkdir(locks.directory().c_str(), 0777) == 0);
    REQUIRE(::chmod(locks.directory().c_str(), 0777) == 0);
    const auto open_to_all = claim_instance(locks.directory());
    REQUIRE_FALSE(open_to_all);
    CHECK(open_to_all.error().step.find("only this user may write") != std::string::npos);
    CHECK(open_to_all.error().hint.find("XDG_RUNTIME_DIR") != std::string::npos);

    const TemporaryDirectory elsewhere;
    const fs::path link = elsewhere.path() / "link";
    fs::create_directory_symlink(elsewhere.path(), link);
    CHECK_FALSE(claim_instance(link));
}

TEST_CASE("a link planted in place of a lock file is not followed") {
    const Locks locks;
    REQUIRE(::mkdir(locks.directory().c_str(), 0700) == 0);
    const fs::path target = locks.directory() / "target";
    fs::create_symlink(target, locks.file(0));
    const auto claimed = claim_instance(locks.directory());
    REQUIRE_FALSE(claimed);
    CHECK(claimed.error().code == std::errc::too_many_symbolic_link_levels);
    CHECK_FALSE(fs::exists(target));
}

TEST_CASE("a file whose name is gone while its lock was waited for is not a lock") {
    // What a claim meets when the last holder removes the file between open and flock: the name
    // leads to another file by then.
    const Locks locks;
    Instance first = locks.claim();
    const UniqueFd opened(::open(locks.file(0).c_str(), O_RDWR | O_CLOEXEC));
    first.give_up();
    REQUIRE(::flock(opened.get(), LOCK_EX | LOCK_NB) == 0);
    const Instance second = locks.claim();
    CHECK(second.number == 0);
    CHECK(dead_instances(locks.directory()).empty());
}

namespace {

struct Shared {
    std::array<std::atomic<int>, kMaxInstances> holders;
    std::atomic<int> shared_numbers;  // two held one number at once
    std::atomic<int> failed_claims;
};

[[noreturn]] void claim_and_give_up(const fs::path& directory, Shared& shared, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        auto claimed = claim_instance(directory);
        if (!claimed) {
            ++shared.failed_claims;
            continue;
        }
        Instance instance = std::move(claimed).value();
        if (++shared.holders[instance.number] != 1) ++shared.shared_numbers;
        --shared.holders[instance.number];
        instance.give_up();
    }
    ::_exit(0);
}

}  // namespace

TEST_CASE("processes that claim and give up at the same time never share a number, nor fail") {
    const Locks locks;
    void* memory =
        ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    auto* shared = new (memory) Shared{};
    constexpr int kRounds = 2000;
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
        const pid_t child = ::fork();
        if (child == 0) claim_and_give_up(locks.directory(), *shared, kRounds);
        children.push_back(child);
    }
    for (const pid_t child : children) ::waitpid(child, nullptr, 0);
    CHECK(shared->shared_numbers.load() == 0);
    CHECK(shared->failed_claims.load() == 0);
    ::munmap(memory, sizeof(Shared));
}

TEST_CASE("no two containers of any instances share a host id, nor with any engine") {
    if (::geteuid() != 0) {
        std::printf(
            "SKIP no two containers of any instances share a host id, nor with any engine: "
            "cannot run here: an ordinary user's ids come from /etc/subuid\n");
        return;
    }
    std::set<uid_t> taken;
    for (unsigned number = 0; number < kMaxInstances; ++number) {
        const IdPlan plan = IdPlan::make(number);
        REQUIRE(plan.own_ids());
        REQUIRE(taken.insert(plan.engine_uid()).second);
        for (unsigned slot = 0; slot < kMaxSlots; ++slot) {
            const IdMap map = plan.of(slot);
            REQUIRE(taken.insert(map.root_uid).second);
            REQUIRE(taken.insert(map.job_uid).second);
        }
    }
    CHECK(*taken.begin() >= 0x70000000u);
    CHECK(*taken.rbegin() < 0x80000000u);  // stays positive where somebody reads it signed
}

TEST_CASE("an id plan says either that containers have own ids or what to do about it") {
    const IdPlan plan = IdPlan::make(3);
    CHECK(plan.own_ids() == plan.why().empty());
    const IdMap one = plan.of(0);
    const IdMap two = plan.of(1);
    CHECK((one.job_uid != two.job_uid) == plan.own_ids());
}

}  // namespace kiln::pool
