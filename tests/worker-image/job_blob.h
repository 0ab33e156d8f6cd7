#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include "worker-image/agent/job_files.h"
}

namespace kiln::agent {

// A job's blob and its description, built as the engine builds them, for tests to bend.
struct JobBlob {
    kiln_job job{};
    std::string bytes;

    JobBlob& word(std::string_view text) {
        bytes.append(text).push_back('\0');
        return *this;
    }
    JobBlob& argument(std::string_view text) {
        ++job.argc;
        return word(text);
    }
    JobBlob& variable(std::string_view text) {
        ++job.envc;
        return word(text);
    }
    // A file whose head says what it is told, whatever follows.
    JobBlob& file(std::string_view name, std::string_view content, uint32_t flags = 0) {
        return lying_file({content.size(), flags, static_cast<uint32_t>(name.size())}, name,
                          content);
    }
    JobBlob& lying_file(kiln_file head, std::string_view name, std::string_view content) {
        ++job.files;
        bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
        word(name);
        bytes.append(content);
        return *this;
    }
};

// A memfd holding `bytes`; the caller closes it.
[[nodiscard]] inline int memfd_of(std::string_view bytes) {
    const int fd = ::memfd_create("blob", MFD_CLOEXEC);
    if (::write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) return -1;
    return fd;
}

struct Unpacked {
    std::string step;  // "" where it went well
    int error = 0;
    std::vector<std::string> argv;
    std::vector<std::string> envp;
};

// Unpacks into the current directory. `files` are descriptors of files that come by one.
[[nodiscard]] inline Unpacked unpack(JobBlob blob, const std::vector<int>& files = {}) {
    if (blob.job.blob_bytes == 0) blob.job.blob_bytes = blob.bytes.size();
    const int fd = memfd_of(blob.bytes);
    std::vector<int> fds{fd, -1};
    fds.insert(fds.end(), files.begin(), files.end());
    job_words words{};
    const fault fault = unpack_job(&blob.job, fds.data(), static_cast<int>(fds.size()), &words);
    ::close(fd);
    Unpacked result;
    if (fault.step != nullptr) {
        result.step = fault.step;
        result.error = fault.error;
        return result;
    }
    for (char** word = words.argv; *word != nullptr; ++word) result.argv.emplace_back(*word);
    for (char** word = words.envp; *word != nullptr; ++word) result.envp.emplace_back(*word);
    return result;
}

}  // namespace kiln::agent
