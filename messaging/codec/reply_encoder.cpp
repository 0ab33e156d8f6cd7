#include "messaging/codec/reply_encoder.h"

#include <algorithm>
#include <array>
#include <optional>

#include "messaging/codec/result_json.h"
#include "messaging/codec/utf8_text.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kLongestText = 1024;
// The most characters that a byte may take in a JSON string.
constexpr std::size_t kWidestByte = 6;
constexpr std::size_t kFrameGuess = 1024;  // everything but output and streams

// `text` if it is short enough to repeat to a client, else its beginning.
std::string clipped(std::string text) {
    if (text.size() <= kLongestText) return text;
    std::size_t end = kLongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text += "...";
}

std::string cut_marker(std::size_t omitted) {
    return "\n[output truncated by kiln: " + std::to_string(omitted) + " bytes omitted]";
}

std::size_t width_of(std::string_view text) {
    return json_part(text, text.size() * kWidestByte).width;
}

// `output` in at most `room` characters of JSON, with the marker line where it does not fit, and
// how many it takes.
struct CutOutput {
    std::string text;
    std::size_t width = 0;
};
CutOutput cut_output(std::string_view output, std::size_t room) {
    const JsonPart whole = json_part(output, room);
    if (whole.bytes == output.size()) return {std::string(output), whole.width};
    const std::size_t marker = width_of(cut_marker(output.size()));
    if (marker > room) return {};
    const JsonPart kept = json_part(output, room - marker);
    const std::string end = cut_marker(output.size() - kept.bytes);
    return {std::string(output.substr(0, kept.bytes)) + end, kept.width + width_of(end)};
}

// Divides `room` among the streams: small ones whole, the others equal shares.
StreamViews cut_streams(StreamViews streams, std::size_t room) {
    std::array<JsonPart, kStreams> parts{};
    std::array<std::size_t, kStreams> order{0, 1, 2, 3};
    // No stream can have more than all the room, so no look goes further.
    std::ranges::transform(streams, parts.begin(),
                           [&](std::string_view stream) { return json_part(stream, room); });
    std::ranges::sort(order, {}, [&](std::size_t i) { return parts[i].width; });
    std::size_t left = kStreams;
    for (const std::size_t i : order) {
        const std::size_t share = room / left--;
        if (parts[i].width > share) parts[i] = json_part(streams[i], share);
        streams[i] = streams[i].substr(0, parts[i].bytes);
        room -= parts[i].width;
    }
    return streams;
}

// Everything a reply is made of; `outcome` may be null: then there is no `result`.
struct Reply {
    const V1Fields& v1;
    const engine::Outcome* outcome;
    const ReplyContext& context;
};

std::string write(const Reply& reply, std::string_view output, const StreamViews& streams) {
    std::string json;
    std::size_t bytes = output.size();
    for (const std::string_view stream : streams) bytes += stream.size();
    json.reserve(kFrameGuess + bytes + bytes / 8);
    json += '{';
    append_text(json, "output", output);
    if (!reply.v1.error.empty()) append_text(json, "error", reply.v1.error);
    append_text(json, "status_message", reply.v1.status_message);
    append_key(json, "success");
    json += reply.v1.success ? "true" : "false";
    if (!reply.v1.execution_time.empty())
        append_text(json, "execution_time", reply.v1.execution_time);
    if (reply.outcome != nullptr)
        append_result(json, *reply.outcome,
                      {reply.context.id, reply.context.worker, reply.context.attempt}, streams);
    json += '}';
    return json;
}

// What everything that the outcome holds would take at the very most.
std::size_t most_room(const Reply& reply, const StreamViews& streams) {
    std::size_t bytes = reply.v1.output.size() + kFrameGuess;
    for (const std::string_view stream : streams) bytes += stream.size();
    return kWidestByte * bytes;
}

// The reply with as much of output and streams as fits, or nothing where not even the frame
// around them does.
std::optional<std::string> fit(const Reply& reply) {
    const StreamViews streams =
        reply.outcome != nullptr ? streams_of(*reply.outcome) : StreamViews{};
    // Most replies are so short that nothing need be measured.
    if (most_room(reply, streams) <= reply.context.max_bytes) {
        std::string json = write(reply, reply.v1.output, streams);
        if (json.size() <= reply.context.max_bytes) return json;
    }
    const std::size_t frame = write(reply, "", StreamViews{}).size() + kStreams;  // true, false
    if (frame > reply.context.max_bytes) return std::nullopt;
    const std::size_t room = reply.context.max_bytes - frame;
    const CutOutput output = cut_output(reply.v1.output, room);
    return write(reply, output.text, cut_streams(streams, room - output.width));
}

// As `fit`, giving up more and more where even that is too long.
std::string fit_somehow(const Reply& reply) {
    if (auto json = fit(reply)) return *std::move(json);
    if (auto json = fit({reply.v1, nullptr, reply.context})) return *std::move(json);
    V1Fields least = reply.v1;
    least.output = {};
    least.error = reply.v1.success ? "" : "reply too large for this server";
    least.status_message = reply.v1.success ? "Success" : "Failed to execute code";
    return write({least, nullptr, reply.context}, "", StreamViews{});
}

}  // namespace

std::string encode_outcome(const engine::Outcome& outcome, const ReplyContext& context) {
    V1Fields v1 = v1_fields(outcome, context.elapsed);
    v1.error = clipped(std::move(v1.error));
    v1.status_message = clipped(std::move(v1.status_message));
    if (outcome.message.size() <= kLongestText) return fit_somehow({v1, &outcome, context});
    engine::Outcome shorter = outcome;
    shorter.message = clipped(outcome.message);
    return fit_somehow({v1, &shorter, context});
}

std::string encode_refusal(const Refusal& refusal, const pool::Isolation& isolation,
                           const ReplyContext& context) {
    engine::Outcome outcome;
    outcome.verdict = refusal.verdict;
    outcome.reason = refusal.reason;
    outcome.message = clipped(refusal.error);
    outcome.isolation = isolation;
    V1Fields v1;
    v1.error = outcome.message;
    v1.status_message = clipped(refusal.status_message);
    v1.execution_time = refusal.execution_time;
    return fit_somehow({v1, &outcome, context});
}

}  // namespace kiln::messaging
