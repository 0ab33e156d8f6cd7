#include "cmd/kiln/places.h"

namespace kiln::cmd {

namespace fs = std::filesystem;

pool::Result<Places> find_places() {
    std::error_code trouble;
    const fs::path binary = fs::read_symlink("/proc/self/exe", trouble);
    if (trouble) return pool::plain_error("read /proc/self/exe: " + trouble.message());
    const fs::path prefix = binary.parent_path().parent_path();
    const fs::path share = prefix / "share" / "kiln";
    const fs::path libexec = prefix / "libexec" / "kiln";
    Places places{libexec / "kiln-agent",   share / "languages",     share / "etc",
                  share / "host-root.conf", share / "syscalls.conf", libexec / "inside"};
    for (const fs::path& path : {places.agent, places.languages, places.etc, places.host_root,
                                 places.syscalls, places.inside / "gate.so"})
        if (!fs::exists(path, trouble))
            return pool::plain_error(path.string() + " is missing",
                                     "install Kiln with cmake --install, and move it as a whole");
    return places;
}

}  // namespace kiln::cmd
