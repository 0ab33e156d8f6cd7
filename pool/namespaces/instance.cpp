#include "pool/namespaces/instance.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// An exclusive lock on the file that `path` names now. Not valid, with errno: it is held by
// another (EWOULDBLOCK), or cannot be opened.
UniqueFd try_lock(const fs::path& path, int flags) {
    for (;;) {
        UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
        if (!fd.valid() || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return {};
        // Its last holder may have removed the file between our open and our lock.
        struct stat ours {
        }, named{};
        if (::fstat(fd.get(), &ours) == 0 && ::lstat(path.c_str(), &named) == 0 &&
            ours.st_ino == named.st_ino && ours.st_dev == named.st_dev)
            return fd;
        if ((flags & O_CREAT) == 0) {
            errno = ENOENT;
            return {};
        }
    }
}

fs::path lock_path(const fs::path& directory, unsigned number) {
    return directory / (std::to_string(number) + ".lock");
}

// A directory only we may write, or an error: /tmp is open to everyone.
Result<void> make_private(const fs::path& directory) {
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return errno_error("mkdir " + directory.string(),
                           "set XDG_RUNTIME_DIR to a directory of yours");
    struct stat about {};
    if (::lstat(directory.c_str(), &about) != 0) return errno_error("stat " + directory.string());
    if (!S_ISDIR(about.st_mode) || about.st_uid != ::geteuid() || (about.st_mode & 022) != 0)
        return plain_error(directory.string() + " is not a directory that only this user may write",
                           "remove it, or set XDG_RUNTIME_DIR to a directory of yours");
    return success();
}

}  // namespace

fs::path lock_directory() {
    if (::geteuid() == 0) return "/run/kiln";
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime != '\0') return fs::path(runtime) / "kiln";
    return "/tmp/kiln-" + std::to_string(::geteuid());
}

namespace {

// ENOENT: another instance gave up and removed the directory under us.
Result<Instance> try_claim(const fs::path& directory) {
    BOOST_OUTCOME_TRY(make_private(directory));
    for (unsigned number = 0; number < kMaxInstances; ++number) {
        UniqueFd lock = try_lock(lock_path(directory, number), O_CREAT);
        if (lock.valid()) return Instance{number, std::move(lock), lock_path(directory, number)};
        if (errno != EWOULDBLOCK)
            return errno_error("lock " + lock_path(directory, number).string());
    }
    return plain_error("claim an instance number: all " + std::to_string(kMaxInstances) +
                       " are in use");
}

}  // namespace

Result<Instance> claim_instance(const fs::path& directory) {
    constexpr int kTries = 1000;  // each lost to another instance's end
    for (int tries = 1;; ++tries) {
        Result<Instance> claimed = try_claim(directory);
        if (claimed || tries == kTries ||
            claimed.error().code != std::errc::no_such_file_or_directory)
            return claimed;
    }
}

void Instance::give_up() {
    (void)::unlink(path.c_str());
    lock.reset();
    (void)::rmdir(path.parent_path().c_str());  // goes with the last one
}

std::vector<Instance> dead_instances(const fs::path& directory) {
    std::vector<Instance> dead;
    for (unsigned number = 0; number < kMaxInstances; ++number) {
        UniqueFd lock = try_lock(lock_path(directory, number), 0);
        if (lock.valid()) dead.push_back({number, std::move(lock), lock_path(directory, number)});
    }
    return dead;
}

}  // namespace kiln::pool
