#include "messaging/codec/result_json.h"

#include <cstring>

#include "messaging/codec/go_duration.h"
#include "messaging/codec/utf8_text.h"

namespace kiln::messaging {

namespace {

void append_raw(std::string& json, std::string_view key, std::string_view value) {
    append_key(json, key);
    json += value;
}

void append_flag(std::string& json, std::string_view key, bool value) {
    append_raw(json, key, value ? "true" : "false");
}

std::string signal_name(int signal) {
    const char* const name = sigabbrev_np(signal);
    return "SIG" + (name != nullptr ? std::string(name) : std::to_string(signal));
}

void append_stream(std::string& json, std::string_view key, std::string_view sent,
                   std::string_view captured, bool output_truncated) {
    append_text(json, key, sent);
    const bool cut = sent.size() < captured.size() || (output_truncated && !captured.empty());
    append_flag(json, std::string(key).append("_truncated"), cut);
}

void append_step(std::string& json, std::string_view key, const engine::StepOutcome& step,
                 std::string_view out, std::string_view err) {
    append_key(json, key);
    json += '{';
    append_stream(json, "stdout", out, step.out, step.output_truncated);
    append_stream(json, "stderr", err, step.err, step.output_truncated);
    append_raw(json, "exit_code", step.exit_code ? std::to_string(*step.exit_code) : "null");
    if (step.signal)
        append_text(json, "signal", signal_name(*step.signal));
    else
        append_raw(json, "signal", "null");
    append_raw(json, "wall_ms", json_milliseconds(step.wall));
    append_raw(json, "cpu_ms", step.cpu ? json_milliseconds(*step.cpu) : "null");
    append_raw(json, "memory_peak_kb",
               step.memory_peak_kb ? std::to_string(*step.memory_peak_kb) : "null");
    json += '}';
}

void append_isolation(std::string& json, const pool::Isolation& isolation) {
    append_key(json, "isolation");
    json += '{';
    append_text(json, "runtime", isolation.runtime);
    append_flag(json, "complete", isolation.complete());
    append_flag(json, "memory_limit", isolation.memory_limit);
    append_flag(json, "process_limit", isolation.process_limit);
    append_flag(json, "cpu_limit", isolation.cpu_limit);
    append_flag(json, "own_uids", isolation.own_uids);
    append_flag(json, "seccomp", isolation.seccomp);
    append_flag(json, "own_page_cache", isolation.own_page_cache);
    append_raw(json, "cgroup_version", std::to_string(isolation.cgroup_version));
    json += '}';
}

}  // namespace

void append_key(std::string& json, std::string_view key) {
    if (!json.ends_with('{')) json += ',';
    append_json_string(json, key);
    json += ':';
}

void append_text(std::string& json, std::string_view key, std::string_view bytes) {
    append_key(json, key);
    append_json_string(json, bytes);
}

StreamViews streams_of(const engine::Outcome& outcome) {
    StreamViews streams{};
    if (outcome.compile) {
        streams[0] = outcome.compile->out;
        streams[1] = outcome.compile->err;
    }
    if (outcome.run) {
        streams[2] = outcome.run->out;
        streams[3] = outcome.run->err;
    }
    return streams;
}

void append_result(std::string& json, const engine::Outcome& outcome, const ResultOrigin& origin,
                   const StreamViews& streams) {
    append_key(json, "result");
    json += '{';
    append_text(json, "id", origin.id);
    append_text(json, "verdict", engine::verdict_word(outcome.verdict));
    append_text(json, "reason", outcome.reason);
    if (!outcome.message.empty()) append_text(json, "message", outcome.message);
    append_text(json, "language", outcome.language);
    append_text(json, "version", outcome.version);
    if (outcome.compile) append_step(json, "compile", *outcome.compile, streams[0], streams[1]);
    if (outcome.run) append_step(json, "run", *outcome.run, streams[2], streams[3]);
    append_raw(json, "queue_ms", json_milliseconds(outcome.queued));
    append_flag(json, "warm", outcome.warm);
    append_flag(json, "cached", outcome.cached);
    append_isolation(json, outcome.isolation);
    if (origin.attempt > 0) append_raw(json, "attempt", std::to_string(origin.attempt));
    append_text(json, "worker", origin.worker);
    json += '}';
}

}  // namespace kiln::messaging
