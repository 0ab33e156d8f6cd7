#include "messaging/durable/states.h"

#include "messaging/codec/result_json.h"

namespace kiln::messaging {

namespace {

void append_number(std::string& json, std::string_view key, std::uint64_t value) {
    append_key(json, key);
    json += std::to_string(value);
}

}  // namespace

std::string encode_state(std::string_view id, const JobState& state) {
    std::string json = "{";
    append_text(json, "id", id);
    append_text(json, "state", state.state);
    if (state.position) append_number(json, "position", *state.position);
    if (state.estimate_ms) append_number(json, "estimate_ms", *state.estimate_ms);
    if (state.attempt > 0) append_number(json, "attempt", state.attempt);
    return json + "}";
}

}  // namespace kiln::messaging
