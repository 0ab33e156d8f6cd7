#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "engine/cache/compile_result.h"
#include "pool/base/memfd.h"

namespace kiln::engine {

// An artefact as the pool brings it out.
[[nodiscard]] inline pool::Artifact artifact(const std::string& content,
                                             const std::string& name = "program") {
    pool::Artifact artifact;
    artifact.name = name;
    artifact.fd = pool::sealed_memfd("artifact", content).value();
    artifact.size = content.size();
    return artifact;
}

// What a compiler left that warned and succeeded.
[[nodiscard]] inline CompileResult program(const std::string& content) {
    CompileResult result;
    result.step.exit_code = 0;
    result.step.err = "a warning";
    result.step.merged = "a warning";
    result.step.wall = std::chrono::milliseconds(250);
    result.step.cpu = std::chrono::milliseconds(200);
    result.step.memory_peak_kb = 12'345;
    result.step.container = "c1";
    result.artifacts.push_back(artifact(content));
    return result;
}

[[nodiscard]] inline std::string text_of(const pool::UniqueFd& fd) {
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) return "not a file";
    std::string text(static_cast<std::size_t>(about.st_size), '\0');
    const ssize_t got = ::pread(fd.get(), text.data(), text.size(), 0);
    return got == about.st_size ? text : "cannot be read";
}

}  // namespace kiln::engine
