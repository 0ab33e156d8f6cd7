#include "pool/base/memfd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace kiln::pool {

namespace {

// Copied at once: what a copy that is told to stop may still do.
constexpr off_t kPiece = 1 << 20;

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

Result<UniqueFd> make(const char* name) {
    UniqueFd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd.valid()) return errno_error("memfd_create");
    return fd;
}

// F_SEAL_WRITE answers EBUSY when a page of the file is still held by something else, be it only the
// kernel's own reclaim or migration on another processor: it waits for 150 ms itself (mm/memfd.c,
// Linux 6.18). Nobody else has this file, so that the reference is a passing one.
constexpr int kSealAttempts = 10;

Result<UniqueFd> seal(UniqueFd fd) {
    if (::lseek(fd.get(), 0, SEEK_SET) != 0) return errno_error("rewind a memfd");
    for (int attempt = 1; ::fcntl(fd.get(), F_ADD_SEALS, kSeals) != 0; ++attempt) {
        if (errno != EBUSY || attempt == kSealAttempts) return errno_error("seal a memfd");
    }
    return fd;
}

}  // namespace

Result<UniqueFd> open_memfd(const char* name) {
    return make(name);
}

Result<UniqueFd> sealed_memfd(const char* name, std::string_view bytes) {
    BOOST_OUTCOME_TRY(UniqueFd fd, make(name));
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno_error("write a memfd");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return seal(std::move(fd));
}

Result<UniqueFd> read_only_memfd(const char* name, std::string_view bytes) {
    BOOST_OUTCOME_TRY(const UniqueFd sealed, sealed_memfd(name, bytes));
    const std::string path = "/proc/self/fd/" + std::to_string(sealed.get());
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) return errno_error("open a memfd for reading");
    return fd;
}

Result<UniqueFd> sealed_copy(const char* name, int source, std::uint64_t most,
                             const std::stop_token& stop) {
    struct stat about {};
    if (::fstat(source, &about) != 0) return errno_error("fstat of a file to copy");
    if (!S_ISREG(about.st_mode)) return plain_error("copy a file: it is not a regular file");
    if (static_cast<std::uint64_t>(about.st_size) > most)
        return plain_error("copy a file: it is larger than " + std::to_string(most) + " bytes");

    BOOST_OUTCOME_TRY(UniqueFd fd, make(name));
    // The file may shrink or grow while we copy: the offset is ours, and the size seen first is
    // the most that is taken.
    off_t offset = 0;
    while (offset < about.st_size) {
        if (stop.stop_requested()) return errno_error(ECANCELED, "copy a file");
        const auto piece = static_cast<std::size_t>(std::min(about.st_size - offset, kPiece));
        const ssize_t copied = ::sendfile(fd.get(), source, &offset, piece);
        if (copied < 0 && errno == EINTR) continue;
        if (copied < 0) return errno_error("sendfile into a memfd");
        if (copied == 0) break;
    }
    return seal(std::move(fd));
}

}  // namespace kiln::pool
