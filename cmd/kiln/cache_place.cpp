#include "cmd/kiln/cache_place.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string>

namespace kiln::cmd {

namespace fs = std::filesystem;

using pool::errno_error;
using pool::plain_error;
using pool::Result;
using pool::UniqueFd;

namespace {

// Each cached program is an open file. The engine itself needs few.
constexpr rlim_t kWantedDescriptors = 8192;

std::size_t descriptors_for_cache() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return engine::CacheConfig{}.descriptors;
    const rlimit more{std::max(limit.rlim_cur, std::min(limit.rlim_max, kWantedDescriptors)),
                      limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
    return static_cast<std::size_t>(std::min(limit.rlim_cur, kWantedDescriptors) / 2);
}

// What changes when packages come, go or change, and the room that a compiler has to work in.
std::string host_stamp(const fs::path& root, const std::string& fixed) {
    static constexpr std::array kWatched = {"var/lib/dpkg/status", "usr/bin",       "usr/lib",
                                            "usr/include",         "usr/local/bin", "usr/local/lib",
                                            "usr/local/include"};
    std::string stamp = fixed;
    for (const char* const path : kWatched) {
        struct stat about {};
        if (::stat((root / path).c_str(), &about) != 0) about = {};
        for (const auto number :
             {static_cast<std::uint64_t>(about.st_ino), static_cast<std::uint64_t>(about.st_size),
              static_cast<std::uint64_t>(about.st_mtim.tv_sec),
              static_cast<std::uint64_t>(about.st_mtim.tv_nsec)}) {
            stamp += ' ' + std::to_string(number);
        }
    }
    return stamp;
}

bool is_below(const fs::path& path, const fs::path& folder) {
    const auto [end, rest] = std::ranges::mismatch(folder, path);
    return end == folder.end();
}

// A place that containers see would show one client's programs to another's.
Result<void> check_hidden(const fs::path& directory, const pool::RootPlan& root) {
    std::error_code trouble;
    const fs::path real = fs::weakly_canonical(directory, trouble);
    if (trouble) return plain_error("find " + directory.string() + ": " + trouble.message());
    for (const fs::path& shown : root.shown) {
        const fs::path seen = fs::weakly_canonical(root.source / shown.relative_path(), trouble);
        if (trouble || !is_below(real, seen)) continue;
        return plain_error("the cache directory " + directory.string() + " is below " +
                               seen.string() + ", which containers see",
                           "set KILN_CACHE_DIR to another place, such as /var/cache/kiln");
    }
    return pool::success();
}

// Every call below is relative to a directory that is already open: nothing can be slipped in.
Result<UniqueFd> own_directory(int parent, const std::string& name, uid_t owner) {
    if (::mkdirat(parent, name.c_str(), 0700) != 0 && errno != EEXIST)
        return errno_error("mkdir " + name);
    UniqueFd fd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.valid()) return errno_error("open " + name);
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) return errno_error("fstat of " + name);
    if (about.st_uid != owner && about.st_uid != ::geteuid())
        return plain_error(name + " belongs to user " + std::to_string(about.st_uid), "remove it");
    if (about.st_uid != owner && ::fchown(fd.get(), owner, owner) != 0)
        return errno_error("chown " + name);
    if (::fchmod(fd.get(), 0700) != 0) return errno_error("chmod " + name);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
        return errno_error("lock " + name, "another Kiln uses it; give each host its own");
    return fd;
}

// Names what could not be had.
pool::Error about_directory(pool::Error error, const std::string& directory) {
    error.step = "the cache directory " + directory + ": " + error.step;
    return error;
}

Result<void> open_directories(const std::string& directory, const pool::SpawnerLink& link,
                              Caches& caches) {
    std::error_code trouble;
    fs::create_directories(directory, trouble);
    const UniqueFd parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.valid()) return errno_error("open it");
    struct stat about {};
    if (::fstat(parent.get(), &about) != 0) return errno_error("fstat of it");
    if ((about.st_mode & 022) != 0)
        return plain_error("it can be written by others", "chmod go-w " + directory);
    BOOST_OUTCOME_TRY(
        caches.programs.directory,
        own_directory(parent.get(),
                      std::to_string(link.engine_uid) + "-" + std::to_string(link.instance),
                      link.engine_uid));
    BOOST_OUTCOME_TRY(caches.preambles.directory,
                      own_directory(caches.programs.directory.get(), "preambles", link.engine_uid));
    return pool::success();
}

}  // namespace

Result<Caches> open_caches(const Settings& settings, const pool::SpawnerLink& link) {
    Caches caches;
    const CacheSettings& wanted = settings.cache;
    caches.programs.memory_bytes = wanted.memory_bytes;
    caches.programs.disk_bytes = wanted.disk_bytes;
    caches.programs.descriptors = descriptors_for_cache();
    caches.preambles.memory_bytes = caches.preambles.disk_bytes = wanted.preamble_bytes;
    const pool::SpawnerConfig& spawner = settings.spawner;
    caches.programs.stamp = caches.preambles.stamp =
        [root = spawner.root.source, fixed = KILN_VERSION " " + spawner.root.source.string() + " " +
                                             std::to_string(spawner.tmpfs_bytes) + " " +
                                             std::to_string(spawner.tmpfs_inodes)] {
            return host_stamp(root, fixed);
        };
    if (wanted.directory.empty() || (wanted.memory_bytes == 0 && wanted.preamble_bytes == 0))
        return caches;
    BOOST_OUTCOME_TRY(check_hidden(wanted.directory, spawner.root));
    auto opened = open_directories(wanted.directory, link, caches);
    if (!opened) return about_directory(std::move(opened).error(), wanted.directory);
    return caches;
}

}  // namespace kiln::cmd
