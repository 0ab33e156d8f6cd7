#include "pool/not_begun.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "pool/protocol/job_protocol.h"

namespace kiln::pool {

namespace {

using Why = NotBegun::Why;

// File systems in memory of a size we chose, names and contents that a job chose.
constexpr std::array<std::string_view, 5> kFileSteps = {
    KILN_STEP_FOLDER, KILN_STEP_CREATE, KILN_STEP_WRITE, KILN_STEP_COPY, KILN_STEP_LINK};
constexpr std::array kFileErrors = {ENOSPC, EDQUOT,  EFBIG,  ENAMETOOLONG, EEXIST,
                                    EISDIR, ENOTDIR, EINVAL, EILSEQ,       ELOOP};

// execve(2): what it says of the words, of the limits, and of the file.
constexpr std::array kCommandErrors = {ENOENT, EACCES,  EPERM,  ENOEXEC, ELIBBAD,
                                       EINVAL, ENOTDIR, EISDIR, ELOOP,   ENAMETOOLONG};

bool holds(const auto& list, const auto& value) {
    return std::ranges::find(list, value) != list.end();
}

std::optional<Why> blame(std::string_view step, int error) {
    const bool files = holds(kFileSteps, step);
    if (files && holds(kFileErrors, error)) return Why::Files;
    if ((files || step == KILN_STEP_MAP) && error == ENOMEM) return Why::Memory;
    if (step != KILN_STEP_EXECUTE) return std::nullopt;
    if (error == E2BIG) return Why::Words;
    if (error == ENOMEM) return Why::Memory;
    if (error == EAGAIN) return Why::Processes;  // RLIMIT_NPROC, where no cgroup limits them
    if (holds(kCommandErrors, error)) return Why::Command;
    return std::nullopt;
}

}  // namespace

std::optional<NotBegun> why_not_begun(std::string_view step, int error) {
    const auto why = blame(step, error);
    if (!why) return std::nullopt;
    return NotBegun{*why, std::error_code(error, std::system_category())};
}

}  // namespace kiln::pool
