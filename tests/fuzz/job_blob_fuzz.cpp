// The container's end of a job: a message on its socket, checked, received and unpacked as a job
// child does it, below a scratch directory.
//
// Input: how many descriptors come; argc, envc, files (a byte each, 255: a wild one); a byte:
// whether blob_bytes is what the blob has; then the blob.
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "pool/base/memfd.h"
#include "pool/base/unix_socket.h"
#include "tests/fuzz/below_directory.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" {
#include "worker-image/agent/job_files.h"
}

namespace kiln::fuzz {
namespace {

constexpr std::size_t kMostDescriptors = KILN_MAX_FILE_FDS + 4;

std::uint32_t count_of(FuzzInput& input) {
    const std::uint32_t count = input.byte();
    return count == 255 ? input.word() : count;
}

struct Message {
    kiln_job job{};
    std::vector<pool::UniqueFd> fds;
};

Message message_of(FuzzInput& input) {
    Message message;
    const std::size_t count = input.byte() % (kMostDescriptors + 1);
    message.job.version = KILN_PROTOCOL;
    message.job.argc = count_of(input);
    message.job.envc = count_of(input);
    message.job.files = count_of(input);
    const std::uint8_t told = input.byte();
    const std::string_view blob = input.rest();
    message.job.blob_bytes = told < 128 ? blob.size() : blob.size() + told;
    for (std::size_t i = 0; i < count; ++i) {
        auto file = pool::sealed_memfd("file", i == 0 ? blob : std::string_view("an artefact"));
        DEMAND(file);
        message.fds.push_back(std::move(file).value());
    }
    return message;
}

// Each word lies in the blob and ends there, and the list ends.
void check_words(char* const* words, std::uint32_t count, std::uint64_t blob_bytes) {
    std::size_t bytes = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        DEMAND(words[i] != nullptr);
        bytes += std::strlen(words[i]) + 1;
    }
    DEMAND(words[count] == nullptr);
    DEMAND(bytes <= blob_bytes);
}

void receive_and_unpack(int socket) {
    static job_words words;
    kiln_job job{};
    std::array<int, 2 + KILN_MAX_FILE_FDS> fds{};
    int count = 0;
    const ssize_t got = receive(socket, &job, sizeof job, fds.data(), fds.size(), &count);
    DEMAND(count >= 0 && count <= static_cast<int>(fds.size()));
    fault trouble = check_job(&job, got, count);
    if (trouble.step == nullptr) {
        trouble = unpack_job(&job, fds.data(), count, &words);
        if (trouble.step == nullptr) {
            check_words(words.argv, job.argc, job.blob_bytes);
            check_words(words.envp, job.envc, job.blob_bytes);
        }
        // The child's mapping goes with the child; here it would pile up.
        if (trouble.step == nullptr) ::munmap(words.argv[0], job.blob_bytes);
    }
    DEMAND(trouble.step == nullptr || trouble.error != 0);
    for (int i = 0; i < count; ++i) ::close(fds[static_cast<std::size_t>(i)]);
}

}  // namespace
}  // namespace kiln::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kiln;
    [[maybe_unused]] static const int scratch = make_scratch_directory();
    fuzz::FuzzInput input(data, size);
    fuzz::Message message = fuzz::message_of(input);
    auto pair = pool::seqpacket_pair();
    DEMAND(pair);
    std::vector<int> fds;
    for (const pool::UniqueFd& fd : message.fds) fds.push_back(fd.get());
    DEMAND(pool::send_message(pair.value().ours.get(), pool::as_message(message.job), fds));
    fuzz::receive_and_unpack(pair.value().theirs.get());
    empty_scratch_directory();
    return 0;
}
