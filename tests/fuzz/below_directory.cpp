#include "tests/fuzz/below_directory.h"

#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cstdarg>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/fuzz/demand.h"

namespace {

namespace fs = std::filesystem;

struct Scratch {
    fs::path path;
    int fd = -1;
};
Scratch scratch;

// RESOLVE_IN_ROOT: as after chroot(2), without the right that it takes.
int open_in_root(const char* path, int flags, mode_t mode) {
    open_how how{};
    how.flags = static_cast<unsigned>(flags);
    how.mode = (flags & O_CREAT) != 0 ? mode & 07777u : 0;
    how.resolve = RESOLVE_IN_ROOT;
    return static_cast<int>(::syscall(SYS_openat2, scratch.fd, path, &how, sizeof how));
}

}  // namespace

int make_scratch_directory() {
    std::string name = fs::is_directory("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
    name += "/test-of-kiln-fuzz-XXXXXX";
    DEMAND(::mkdtemp(name.data()) != nullptr);
    scratch.path = name;
    scratch.fd = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DEMAND(scratch.fd >= 0);
    std::atexit([] { fs::remove_all(scratch.path); });
    return scratch.fd;
}

void empty_scratch_directory() {
    for (const auto& entry : fs::directory_iterator(scratch.path)) fs::remove_all(entry.path());
}

int open_below(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_in_root(path, flags, mode);
}

int mkdir_below(const char* path, mode_t mode) {
    const std::string all(path);
    const std::size_t slash = all.rfind('/');
    const std::string folder = slash == all.npos ? "." : slash == 0 ? "/" : all.substr(0, slash);
    const int parent = open_in_root(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    if (parent < 0) return -1;
    const int made = ::mkdirat(parent, all.substr(slash == all.npos ? 0 : slash + 1).c_str(), mode);
    const int error = errno;
    ::close(parent);
    errno = error;
    return made;
}

int symlink_below(const char* target, const char* path) {
    const std::string all(path);
    const std::size_t slash = all.rfind('/');
    const std::string folder = slash == all.npos ? "." : slash == 0 ? "/" : all.substr(0, slash);
    const int parent = open_in_root(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    if (parent < 0) return -1;
    const int made =
        ::symlinkat(target, parent, all.substr(slash == all.npos ? 0 : slash + 1).c_str());
    const int error = errno;
    ::close(parent);
    errno = error;
    return made;
}
