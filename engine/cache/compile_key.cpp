#include "engine/cache/compile_key.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace kiln::engine {
namespace {

// Changes when the fields below do, or what they mean.
constexpr std::string_view kKeyVersion = "kiln compile key 1";

void append_number(std::string& key, std::uint64_t number) {
    key += std::to_string(number);
    key += ':';
}

void append_text(std::string& key, std::string_view text) {
    append_number(key, text.size());
    key += text;
}

void append_list(std::string& key, const std::vector<std::string>& list) {
    append_number(key, list.size());
    for (const std::string& each : list) append_text(key, each);
}

std::uint64_t whole(std::chrono::milliseconds time) {
    return static_cast<std::uint64_t>(time.count());
}

}  // namespace

bool has_key(const pool::StepSpec& step) {
    return !step.stdin_fd.valid() &&
           std::ranges::none_of(step.files, [](const auto& file) { return file.fd.valid(); });
}

std::string compile_key(const Language& language, std::string_view version, std::string_view stamp,
                        const pool::StepSpec& step) {
    std::string key(kKeyVersion);
    for (const std::string_view text : {std::string_view(language.name), version, stamp}) {
        append_text(key, text);
    }
    append_list(key, step.argv);
    append_list(key, step.env);
    append_number(key, step.files.size());
    for (const pool::StepFile& file : step.files) {
        append_text(key, file.name);
        append_number(key, (file.executable ? 1u : 0u) | (file.link ? 2u : 0u));
        append_text(key, file.content);
    }
    append_text(key, step.stdin_bytes);
    append_list(key, step.artifacts);
    const pool::StepLimits& limits = step.limits;
    for (const std::uint64_t number : {step.artifact_bytes, whole(limits.wall), whole(limits.cpu),
                                       limits.memory_bytes, limits.stack_bytes, limits.file_bytes,
                                       limits.output_bytes, std::uint64_t{limits.processes}}) {
        append_number(key, number);
    }
    return key;
}

}  // namespace kiln::engine
