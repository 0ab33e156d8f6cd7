#include "engine/cache/disk_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "engine/cache/entry_format.h"
#include "pool/base/log.h"

namespace kiln::engine {
namespace {

using pool::errno_error;

constexpr std::string_view kSuffix = ".program";
constexpr std::string_view kUnfinished = ".new";
constexpr std::uint64_t kLargestShare = 4;  // one entry may take this part of the bytes, 1/4

// Two keys of one name displace each other; the key inside the file tells them apart.
std::string name_of(const std::string& key) {
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016zx", std::hash<std::string>{}(key));
    return digits.data() + std::string(kSuffix);
}

// A plain file that only we can have written.
bool is_ours(const struct stat& about) {
    return S_ISREG(about.st_mode) && about.st_uid == ::geteuid() && (about.st_mode & 077) == 0 &&
           about.st_nlink == 1;
}

struct Found {
    std::string name;
    struct stat about {};
};

bool older(const Found& left, const Found& right) {
    const timespec& a = left.about.st_mtim;
    const timespec& b = right.about.st_mtim;
    return std::pair(a.tv_sec, a.tv_nsec) < std::pair(b.tv_sec, b.tv_nsec);
}

pool::Result<std::vector<std::string>> names_in(int directory) {
    const int again = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0) return errno_error("open the cache directory");
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(again), &::closedir);
    if (!listing) {
        const pool::UniqueFd unlisted(again);
        return errno_error("list the cache directory");
    }
    std::vector<std::string> names;
    while (const dirent* const entry = ::readdir(listing.get())) names.emplace_back(entry->d_name);
    return names;
}

pool::Result<void> write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno_error("write a cached program");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return pool::success();
}

}  // namespace

pool::Result<void> DiskStore::open() {
    BOOST_OUTCOME_TRY(const std::vector<std::string> names, names_in(directory_.get()));
    std::vector<Found> found;
    for (const std::string& name : names) {
        Found file{name, {}};
        if (name.ends_with(kUnfinished)) {
            (void)::unlinkat(directory_.get(), name.c_str(), 0);
        } else if (name.ends_with(kSuffix) && ::fstatat(directory_.get(), name.c_str(), &file.about,
                                                        AT_SYMLINK_NOFOLLOW) == 0) {
            found.push_back(std::move(file));
        }
    }
    std::ranges::sort(found, older);
    for (const Found& file : found) {
        add(file.name, static_cast<std::uint64_t>(file.about.st_size));
        if (!is_ours(file.about)) remove(file.name);
    }
    make_room(0);
    return pool::success();
}

pool::Result<std::optional<CompileResult>> DiskStore::load(const std::string& key) {
    const std::string name = name_of(key);
    if (!files_.contains(name)) return std::optional<CompileResult>{};
    const auto bytes = read(name);
    if (!bytes) {
        remove(name);
        return bytes.error();
    }
    auto result = decode_entry(bytes.value(), key);
    if (!result && result.error().code == std::errc::bad_message) remove(name);
    if (result && result.value()) files_[name].used = ++uses_;
    return result;
}

pool::Result<std::string> DiskStore::read(const std::string& name) const {
    const pool::UniqueFd fd(
        ::openat(directory_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd.valid()) return errno_error("open a cached program");
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) return errno_error("fstat of a cached program");
    if (!is_ours(about) || static_cast<std::uint64_t>(about.st_size) > most_bytes_) {
        return pool::plain_error("open a cached program: it is not a file of ours");
    }
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
        const ssize_t got = ::read(fd.get(), bytes.data() + at, bytes.size() - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno_error("read a cached program");
        if (got == 0) break;
        at += static_cast<std::size_t>(got);
    }
    bytes.resize(at);
    (void)::futimens(fd.get(), nullptr);  // last used now, for the next start
    return bytes;
}

pool::Result<void> DiskStore::save(const std::string& key, const CompileResult& result) {
    BOOST_OUTCOME_TRY(const std::string bytes, encode_entry(key, result));
    if (bytes.size() > most_bytes_ / kLargestShare) return pool::success();
    const std::string name = name_of(key);
    remove(name);
    make_room(bytes.size());
    BOOST_OUTCOME_TRY(write(name, bytes));
    add(name, bytes.size());
    return pool::success();
}

pool::Result<void> DiskStore::write(const std::string& name, const std::string& bytes) const {
    const std::string unfinished = name + std::string(kUnfinished);
    pool::UniqueFd fd(::openat(directory_.get(), unfinished.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd.valid()) return errno_error("create a cached program");
    auto written = write_all(fd.get(), bytes);
    if (written &&
        ::renameat(directory_.get(), unfinished.c_str(), directory_.get(), name.c_str()) != 0) {
        written = errno_error("rename a cached program");
    }
    if (!written) (void)::unlinkat(directory_.get(), unfinished.c_str(), 0);
    return written;
}

void DiskStore::add(const std::string& name, std::uint64_t size) {
    files_[name] = File{size, ++uses_};
    bytes_ += size;
}

void DiskStore::remove(const std::string& name) {
    const auto file = files_.find(name);
    if (file == files_.end()) return;
    if (::unlinkat(directory_.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
        spdlog::warn("the cached program {} cannot be removed: {}", name,
                     errno_error("unlink").text());
    }
    bytes_ -= file->second.size;
    files_.erase(file);
}

void DiskStore::make_room(std::uint64_t bytes) {
    while (!files_.empty() && bytes_ + bytes > most_bytes_) {
        const auto oldest =
            std::ranges::min_element(files_, {}, [](const auto& file) { return file.second.used; });
        remove(std::string(oldest->first));
    }
}

}  // namespace kiln::engine
