#include "messaging/nats/reply_delivery.h"

#include <algorithm>
#include <charconv>

#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

// How long before its request the connection must have been up for a reply to be plain: a
// request that the library read just before a reconnect may reach us just after it.
constexpr auto kSettledConnection = 1s;
constexpr auto kRetry = 100ms;
constexpr auto kSilence = 250ms;

// Tokens: "m<number>" a marker behind that reply, "c<number>-<attempt>" a checked reply.
constexpr char kMarker = 'm';
constexpr char kChecked = 'c';

struct Token {
    char kind = 0;
    std::uint64_t number = 0;
    std::uint64_t attempt = 0;
};

Token parse_token(std::string_view text) {
    Token token;
    if (text.empty()) return token;
    token.kind = text[0];
    const char* const end = text.data() + text.size();
    const auto number = std::from_chars(text.data() + 1, end, token.number);
    if (number.ptr != end && *number.ptr == '-')
        std::from_chars(number.ptr + 1, end, token.attempt);
    return token;
}

// Takes the place of a reply that the server, since a restart, finds too large.
constexpr std::string_view kTooLarge =
    R"({"output":"","error":"reply too large for this server",)"
    R"("status_message":"Failed to execute code","success":false})";

std::size_t size_of(const OutboundReply& reply) {
    return reply.payload.size() + reply.subject.size() + sizeof(OutboundReply);
}

}  // namespace

ReplyDelivery::ReplyDelivery(ReplyWire& wire, std::size_t max_kept_bytes)
    : wire_(wire), max_kept_bytes_(max_kept_bytes) {}

void ReplyDelivery::connection_up(Clock::time_point now) {
    connection_down();
    up_since_ = now;
    for (auto& [number, kept] : kept_) kept.due = now;
    wake(now);
}

void ReplyDelivery::connection_down() {
    up_since_.reset();
    marker_out_ = false;
    for (auto& [number, kept] : kept_) {
        if (kept.state == State::Plain) kept.attempts = 1;
        kept.state = State::Waiting;
    }
}

bool ReplyDelivery::is_plain(const OutboundReply& reply) const {
    return up_since_ && *up_since_ + kSettledConnection <= reply.arrived;
}

void ReplyDelivery::send(OutboundReply reply, Clock::time_point now) {
    if (is_plain(reply)) {
        write_plain(std::move(reply), now);
    } else {
        keep(std::move(reply), State::Waiting, now);
        wake(now);
    }
}

void ReplyDelivery::write_plain(OutboundReply reply, Clock::time_point now) {
    auto written = wire_.write(reply.subject, "", reply.payload);
    if (written == ReplyWire::Written::TooLarge) {
        reply.payload = kTooLarge;
        written = wire_.write(reply.subject, "", reply.payload);
    }
    if (written != ReplyWire::Written::Yes) {
        keep(std::move(reply), State::Waiting, now + kRetry);
    } else if (make_room(size_of(reply))) {
        keep(std::move(reply), State::Plain, now);
        write_marker();
    }
}

void ReplyDelivery::keep(OutboundReply reply, State state, Clock::time_point due) {
    const std::size_t bytes = size_of(reply);
    if (!make_room(bytes)) return give_up(reply, "too much is held already");
    kept_bytes_ += bytes;
    kept_.emplace(next_number_++, Kept{std::move(reply), state, 0, due});
}

bool ReplyDelivery::make_room(std::size_t bytes) {
    for (auto kept = kept_.begin(); kept != kept_.end();) {
        if (kept_bytes_ + bytes <= max_kept_bytes_) break;
        kept = kept->second.state == State::Plain ? forget(kept) : std::next(kept);
    }
    return kept_bytes_ + bytes <= max_kept_bytes_;
}

ReplyDelivery::Map::iterator ReplyDelivery::forget(Map::iterator kept) {
    kept_bytes_ -= size_of(kept->second.reply);
    return kept_.erase(kept);
}

// One marker is under way at a time: it speaks for all replies written before it.
void ReplyDelivery::write_marker() {
    if (marker_out_) return;
    const std::string token = kMarker + std::to_string(next_number_ - 1);
    marker_out_ = wire_.write_marker(token) == ReplyWire::Written::Yes;
}

void ReplyDelivery::marker_returned(std::string_view text) {
    const Token token = parse_token(text);
    if (token.kind != kMarker) return;
    marker_out_ = false;
    bool more = false;
    for (auto kept = kept_.begin(); kept != kept_.end();) {
        const bool plain = kept->second.state == State::Plain;
        more = more || (plain && kept->first > token.number);
        kept = plain && kept->first <= token.number ? forget(kept) : std::next(kept);
    }
    if (more) write_marker();
}

void ReplyDelivery::attempt(std::uint64_t number, Kept& kept, Clock::time_point now) {
    if (++kept.attempts > 1) ++counts_.retried;
    const std::string token =
        kChecked + std::to_string(number) + '-' + std::to_string(kept.attempts);
    const auto written = wire_.write(kept.reply.subject, token, kept.reply.payload);
    if (written == ReplyWire::Written::TooLarge) {
        kept_bytes_ -= size_of(kept.reply);
        kept.reply.payload = kTooLarge;
        kept_bytes_ += size_of(kept.reply);
    }
    const bool yes = written == ReplyWire::Written::Yes;
    kept.state = yes ? State::Checking : State::Waiting;
    kept.due = now + (yes ? Clock::duration(kSilence) : Clock::duration(kRetry));
}

void ReplyDelivery::nobody_listened(std::string_view text, Clock::time_point now) {
    const Token token = parse_token(text);
    const auto kept = kept_.find(token.number);
    if (token.kind != kChecked || kept == kept_.end()) return;
    if (kept->second.state != State::Checking || kept->second.attempts != token.attempt) return;
    kept->second.state = State::Waiting;
    kept->second.due = now + kRetry;
}

void ReplyDelivery::wake(Clock::time_point now) {
    for (auto it = kept_.begin(); it != kept_.end();) {
        Kept& kept = it->second;
        const bool late = now >= kept.reply.give_up;
        const bool due = now >= kept.due;
        if ((kept.state == State::Plain && late) || (kept.state == State::Checking && due)) {
            it = forget(it);
        } else if (kept.state == State::Waiting && late) {
            give_up(kept.reply, up_since_ ? "nobody listened" : "not connected");
            it = forget(it);
        } else {
            if (kept.state == State::Waiting && due && up_since_) attempt(it->first, kept, now);
            ++it;
        }
    }
}

Clock::time_point ReplyDelivery::wake_time(const Kept& kept) const {
    if (kept.state == State::Checking) return kept.due;
    if (kept.state == State::Waiting && up_since_) return std::min(kept.due, kept.reply.give_up);
    return kept.reply.give_up;
}

std::optional<Clock::time_point> ReplyDelivery::next_wake() const {
    std::optional<Clock::time_point> next;
    for (const auto& [number, kept] : kept_)
        next = next ? std::min(*next, wake_time(kept)) : wake_time(kept);
    return next;
}

void ReplyDelivery::give_up(const OutboundReply& reply, std::string_view reason) {
    ++counts_.undeliverable;
    pool::log_event(spdlog::level::warn, "reply undeliverable",
                    {{"id", reply.job_id}, {"reason", std::string(reason)}});
}

}  // namespace kiln::messaging
