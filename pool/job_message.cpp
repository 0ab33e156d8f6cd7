#include "pool/job_message.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "pool/base/memfd.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace {

Result<void> append_words(std::string& blob, const std::vector<std::string>& words,
                          const char* what) {
    if (words.size() > KILN_MAX_ARGS)
        return errno_error(E2BIG, std::string("encode the job: too many ") + what);
    for (const std::string& word : words) {
        if (word.find('\0') != word.npos)
            return errno_error(EINVAL, std::string("encode the job: a NUL in ") + what);
        blob.append(word).push_back('\0');
    }
    return success();
}

Result<void> append_file(std::string& blob, StepFile& file, std::vector<UniqueFd>& fds) {
    if (file.name.empty() || file.name.size() >= KILN_NAME_SIZE ||
        file.name.find('\0') != file.name.npos)
        return errno_error(EINVAL, "encode the job: a file name");
    kiln_file header{};
    header.name_bytes = static_cast<std::uint32_t>(file.name.size());
    if (file.executable) header.flags |= KILN_FILE_EXECUTABLE;
    if (file.link) header.flags |= KILN_FILE_LINK;
    if (file.fd.valid())
        header.flags |= KILN_FILE_BY_FD;
    else
        header.bytes = file.content.size();
    blob.append(reinterpret_cast<const char*>(&header), sizeof header);
    blob.append(file.name).push_back('\0');
    if (file.fd.valid())
        fds.push_back(std::move(file.fd));
    else
        blob.append(file.content);
    return success();
}

Result<UniqueFd> input_of(StepSpec& spec) {
    if (spec.stdin_fd.valid()) return std::move(spec.stdin_fd);
    if (!spec.stdin_bytes.empty()) return read_only_memfd("stdin", spec.stdin_bytes);
    if (without(Wall::OwnInput)) return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return UniqueFd();  // the cell's own /dev/null
}

}  // namespace

Result<JobMessage> encode_job(StepSpec& spec, RlimitsInstead instead, bool warm) {
    JobMessage message;
    std::string blob;
    BOOST_OUTCOME_TRY(append_words(blob, spec.argv, "arguments"));
    BOOST_OUTCOME_TRY(append_words(blob, spec.env, "environment variables"));
    if (spec.files.size() > KILN_MAX_FILES)
        return errno_error(E2BIG, "encode the job: too many files");
    for (StepFile& file : spec.files) {
        BOOST_OUTCOME_TRY(append_file(blob, file, message.files));
    }
    if (message.files.size() > KILN_MAX_FILE_FDS)
        return errno_error(E2BIG, "encode the job: too many artefacts");

    const StepLimits& limits = spec.limits;
    kiln_job& job = message.job;
    job.version = KILN_PROTOCOL;
    job.argc = static_cast<std::uint32_t>(spec.argv.size());
    job.envc = static_cast<std::uint32_t>(spec.env.size());
    job.files = static_cast<std::uint32_t>(spec.files.size());
    job.blob_bytes = blob.size();
    job.stack_bytes = limits.stack_bytes;
    job.most_stack_bytes = std::max(limits.stack_bytes, limits.memory_bytes);
    job.file_bytes = limits.file_bytes;
    if (instead.cpu)
        job.cpu_seconds = static_cast<std::uint64_t>((limits.cpu.count() + 999) / 1000);
    if (instead.memory) job.data_bytes = limits.memory_bytes;
    if (instead.processes) job.processes = limits.processes;
    if (warm) job.flags |= KILN_JOB_WARM;
    BOOST_OUTCOME_TRY(message.blob, sealed_memfd("job", blob));
    BOOST_OUTCOME_TRY(message.input, input_of(spec));
    if (!message.input.valid()) job.flags |= KILN_JOB_NO_INPUT;
    return message;
}

}  // namespace kiln::pool
