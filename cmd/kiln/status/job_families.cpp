#include <string>

#include "cmd/kiln/status/collector.h"

namespace kiln::cmd {

namespace {

using engine::JobStatistics;
using engine::LanguageStatistics;
using Kind = Family::Kind;

// Of jobs in languages that the catalogue does not have.
constexpr const char* kUnknown = "unknown";

// All rows, and their languages.
template <typename Use>
void each_language(const JobStatistics& jobs, const engine::Catalogue& catalogue, Use use) {
    const auto languages = catalogue.all();
    for (std::size_t i = 0; i < jobs.by_language.size(); ++i)
        use(i < languages.size() ? languages[i].name : kUnknown, jobs.by_language[i]);
}

bool used(const LanguageStatistics& row, engine::TimeHistogram LanguageStatistics::*times) {
    for (const std::uint64_t count : (row.*times).counts())
        if (count > 0) return true;
    return false;
}

void put_verdicts(const JobStatistics& jobs, const engine::Catalogue& catalogue,
                  Families& families) {
    Family family(Kind::Counter, "kiln_jobs_total", "Jobs by language and verdict.");
    each_language(jobs, catalogue, [&](const std::string& name, const LanguageStatistics& row) {
        for (std::size_t i = 0; i < row.verdicts.size(); ++i)
            family.with(static_cast<double>(row.verdicts[i]),
                        {{"language", name},
                         {"verdict", std::string(verdict_word(static_cast<engine::Verdict>(i)))}});
    });
    std::move(family).put_to(families);
}

// One counter of each language.
void put_counter(const JobStatistics& jobs, const engine::Catalogue& catalogue, Families& families,
                 const char* name, const char* help, std::uint64_t LanguageStatistics::*count) {
    Family family(Kind::Counter, name, help);
    each_language(jobs, catalogue, [&](const std::string& language, const LanguageStatistics& row) {
        family.with(static_cast<double>(row.*count), {{"language", language}});
    });
    std::move(family).put_to(families);
}

// A histogram has many lines: only of languages that have one such time.
void put_times(const JobStatistics& jobs, const engine::Catalogue& catalogue, Families& families,
               const char* name, const char* help,
               engine::TimeHistogram LanguageStatistics::*times) {
    Family family(Kind::Histogram, name, help);
    each_language(jobs, catalogue, [&](const std::string& language, const LanguageStatistics& row) {
        if (used(row, times)) family.with(row.*times, {{"language", language}});
    });
    std::move(family).put_to(families);
}

void put_gauge(Families& families, const char* name, const char* help, std::size_t value) {
    Family family(Kind::Gauge, name, help);
    family.with(static_cast<double>(value));
    std::move(family).put_to(families);
}

}  // namespace

void put_job_families(const Figures& figures, const engine::Catalogue& catalogue,
                      Families& families) {
    const JobStatistics& jobs = figures.jobs;
    put_verdicts(jobs, catalogue, families);
    Family queue(Kind::Histogram, "kiln_job_queue_seconds",
                 "From a job's arrival until its first step began.");
    queue.with(jobs.queue);
    std::move(queue).put_to(families);
    put_times(jobs, catalogue, families, "kiln_job_compile_seconds",
              "Wall time of compilers that ran.", &LanguageStatistics::compile);
    put_times(jobs, catalogue, families, "kiln_job_run_seconds", "Wall time of programs.",
              &LanguageStatistics::run);
    put_times(jobs, catalogue, families, "kiln_job_duration_seconds",
              "From a job's arrival until its outcome was known.", &LanguageStatistics::whole);
    put_counter(jobs, catalogue, families, "kiln_warm_hits_total",
                "Jobs of which a step went on in a warm runtime or from a learnt preamble.",
                &LanguageStatistics::warm_hits);
    put_counter(jobs, catalogue, families, "kiln_warm_misses_total",
                "Jobs all of whose steps started cold.", &LanguageStatistics::warm_misses);
    put_counter(jobs, catalogue, families, "kiln_compile_cache_hits_total",
                "Jobs whose program had been compiled before.", &LanguageStatistics::cache_hits);
    put_counter(jobs, catalogue, families, "kiln_compile_cache_misses_total",
                "Jobs that a compiler ran for.", &LanguageStatistics::cache_misses);
    put_gauge(families, "kiln_compile_cache_entries", "Compile results kept in memory.",
              figures.cache.entries);
    put_gauge(families, "kiln_compile_cache_bytes", "Memory that these take.", figures.cache.bytes);
    put_gauge(families, "kiln_queue_length", "Jobs that wait for a container.", figures.waiting);
    put_gauge(families, "kiln_queue_capacity", "Jobs that may wait.", figures.queue_places);
    put_gauge(families, "kiln_jobs_in_flight", "Jobs that are performed.", figures.running);
    put_gauge(families, "kiln_jobs_unanswered",
              "Jobs taken from NATS whose outcome is not known yet.", figures.unanswered);
}

}  // namespace kiln::cmd
