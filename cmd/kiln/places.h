#pragma once

#include <filesystem>

#include "pool/base/result.h"

namespace kiln::cmd {

// Where Kiln's own files are: beside the running binary, wherever that prefix was put.
//
//     <prefix>/bin/kiln   <prefix>/libexec/kiln/kiln-agent   <prefix>/share/kiln/...
struct Places {
    std::filesystem::path agent;
    std::filesystem::path languages;  // folder of *.lang files
    std::filesystem::path etc;        // a container's made-up /etc
    std::filesystem::path host_root;  // host-root.conf
    std::filesystem::path syscalls;   // syscalls.conf
    std::filesystem::path inside;     // what is at /kiln in a container
};

// Looked up from /proc/self/exe, links resolved. An Error names the file that is missing.
[[nodiscard]] pool::Result<Places> find_places();

}  // namespace kiln::cmd
