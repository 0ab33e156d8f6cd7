#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::messaging {

// What stored jobs are called in NATS. All of it is a contract with clients and operators.

inline constexpr const char* kSubmitSubject = "kiln.jobs.submit";
inline constexpr const char* kGetPrefix = "kiln.jobs.get.";  // and an id, as below
inline constexpr const char* kCancelPrefix = "kiln.jobs.cancel.";
inline constexpr const char* kDonePrefix = "kiln.jobs.done.";
inline constexpr const char* kJobsGroup = "kiln-jobs";  // every instance, for the first three

inline constexpr const char* kWorkStream = "KILN_WORK";
inline constexpr const char* kWorkPrefix = "kiln.work.";
inline constexpr const char* kDeadStream = "KILN_DEAD";
inline constexpr const char* kDeadPrefix = "kiln.dead.";
inline constexpr const char* kWorkConsumer = "kiln-workers";
inline constexpr const char* kResultBucket = "kiln-results";
inline constexpr const char* kAttemptBucket = "kiln-attempts";

// A key-value bucket is a stream with a subject for each key (NATS ADR-8).
[[nodiscard]] inline std::string bucket_stream(std::string_view bucket) {
    return std::string("KV_").append(bucket);
}
[[nodiscard]] inline std::string key_subject(std::string_view bucket, std::string_view key) {
    return std::string("$KV.").append(bucket).append(".").append(key);
}

inline constexpr std::size_t kLongestJobId = 64;

// Whether this can name a job: the letters of a NATS subject's token and of a key, both.
[[nodiscard]] inline bool is_job_id(std::string_view id) {
    const auto fine = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '-';
    };
    return !id.empty() && id.size() <= kLongestJobId && std::ranges::all_of(id, fine);
}

// The job that a subject names: the rest after `prefix`, where that is an id.
[[nodiscard]] inline std::optional<std::string> id_after(std::string_view prefix,
                                                         std::string_view subject) {
    if (!subject.starts_with(prefix) || !is_job_id(subject.substr(prefix.size())))
        return std::nullopt;
    return std::string(subject.substr(prefix.size()));
}

}  // namespace kiln::messaging
