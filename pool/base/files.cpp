#include "pool/base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

Result<std::string> read_file(const std::filesystem::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) return errno_error("open " + path.string());
    std::string text;
    std::array<char, 16384> piece;
    for (;;) {
        const ssize_t got = ::read(fd.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno_error("read " + path.string());
        if (got == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

Result<std::vector<std::string>> names_in(const std::filesystem::path& directory) {
    const auto close = [](DIR* listing) { ::closedir(listing); };
    const std::unique_ptr<DIR, decltype(close)> listing(::opendir(directory.c_str()));
    if (listing == nullptr) return errno_error("open the directory " + directory.string());
    std::vector<std::string> names;
    for (;;) {
        errno = 0;  // readdir(3): the end and a failure both answer null
        const dirent* const entry = ::readdir(listing.get());
        if (entry == nullptr && errno != 0)
            return errno_error("read the directory " + directory.string());
        if (entry == nullptr) break;
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace kiln::pool
