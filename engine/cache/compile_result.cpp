#include "engine/cache/compile_result.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>
#include <utility>

namespace kiln::engine {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kOverhead = 1024;  // of an entry: nodes, strings, a memfd's inode

pool::Result<pool::UniqueFd> reopened(const pool::UniqueFd& fd) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd.get());
    pool::UniqueFd again(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!again.valid()) return pool::errno_error("open a cached artefact once more");
    return again;
}

}  // namespace

bool repeatable(const pool::StepReport& report, const Judgement& judgement,
                const pool::Isolation& isolation) {
    const bool undisturbed = report.exit_code && !report.term_signal &&
                             report.cut == pool::Cut::None && !report.output_limit_hit &&
                             report.oom_kills == 0 && report.process_limit_hits == 0;
    if (!undisturbed) return false;
    if (judgement.verdict == Verdict::Ok) return true;
    return judgement.verdict == Verdict::CompileError && *report.exit_code != 0 &&
           isolation.memory_limit && isolation.process_limit;
}

pool::Result<CompileResult> share(const CompileResult& result) {
    CompileResult shared;
    shared.step = result.step;
    for (const pool::Artifact& artifact : result.artifacts) {
        pool::Artifact again;
        again.name = artifact.name;
        again.size = artifact.size;
        BOOST_OUTCOME_TRY(again.fd, reopened(artifact.fd));
        shared.artifacts.push_back(std::move(again));
    }
    return shared;
}

pool::Result<std::uint64_t> memory_of(const CompileResult& result) {
    const StepOutcome& step = result.step;
    std::uint64_t bytes = kOverhead + step.out.size() + step.err.size() + step.merged.size();
    for (const pool::Artifact& artifact : result.artifacts) {
        struct stat about {};
        if (::fstat(artifact.fd.get(), &about) != 0) {
            return pool::errno_error("fstat of an artefact");
        }
        const auto size = static_cast<std::uint64_t>(about.st_size);
        bytes += (size + kPage - 1) / kPage * kPage + artifact.name.size();
    }
    return bytes;
}

}  // namespace kiln::engine
