#include "engine/statistics/job_statistics.h"

namespace kiln::engine {

void JobStatistics::refused(std::size_t language, Verdict verdict) {
    ++by_language[language].verdicts[static_cast<std::size_t>(verdict)];
}

void JobStatistics::ended(std::size_t language, const Outcome& outcome,
                          std::chrono::microseconds whole) {
    LanguageStatistics& row = by_language[language];
    ++row.verdicts[static_cast<std::size_t>(outcome.verdict)];
    queue.observe(outcome.queued);
    row.whole.observe(whole);
    if (outcome.run) row.run.observe(outcome.run->wall);
    if (outcome.cached) {
        ++row.cache_hits;
        return;  // its compile step is that of another job, long ago
    }
    if (outcome.compile) {
        row.compile.observe(outcome.compile->wall);
        ++row.cache_misses;
    }
    if (outcome.compile || outcome.run) ++(outcome.warm ? row.warm_hits : row.warm_misses);
}

}  // namespace kiln::engine
