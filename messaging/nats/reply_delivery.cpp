#include "messaging/nats/reply_delivery.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;
using Written = ReplyWire::Written;

// How long before its request the connection must have been up for a reply not to be checked: a
// request that was read just before a reconnect may reach us just after it.
constexpr auto kSettledConnection = 1s;
// Until the next attempt, after so many. The last one holds from there on.
constexpr std::array<Clock::duration, 5> kRetries{100ms, 100ms, 200ms, 400ms, 800ms};

constexpr std::size_t kBurst = 256;

Clock::duration retry_after(std::uint32_t attempts) {
    return kRetries[std::min<std::size_t>(attempts, kRetries.size() - 1)];
}

// Takes the place of a reply that the server, since a restart, finds too large.
constexpr std::string_view kTooLarge =
    R"({"output":"","error":"reply too large for this server",)"
    R"("status_message":"Failed to execute code","success":false})";

std::size_t size_of(const OutboundReply& reply) {
    return reply.payload.size() + reply.subject.size() + reply.traceparent.size() +
           sizeof(OutboundReply);
}

}  // namespace

ReplyDelivery::ReplyDelivery(ReplyWire& wire, Bounds bounds, Tools tools)
    : wire_(wire),
      bounds_(bounds),
      tools_(std::move(tools)),
      id_prefix_(tools_.unguessable() + '-') {}

void ReplyDelivery::connection_up(Clock::time_point now) {
    connection_down();
    connection_ = wire_.connections();
    up_since_ = now;
    Waiting waiting = std::exchange(waiting_, {});
    for (auto& [when, kept] : waiting) kept.due = now;
    for (auto& [when, kept] : waiting) waiting_.emplace(now, std::move(kept));
    wake(now);
}

// What was not confirmed is to be written again, in the order it was written in.
void ReplyDelivery::connection_down() {
    up_since_.reset();
    by_token_.clear();
    first_written_ += written_.size();
    Waiting waiting = std::exchange(waiting_, {});
    for (Kept& kept : std::exchange(written_, {}))
        if (!kept.taken_back) waiting_.emplace(kept.reply.give_up, std::move(kept));
    for (auto& [when, kept] : waiting) waiting_.emplace(kept.reply.give_up, std::move(kept));
}

bool ReplyDelivery::is_settled_for(const OutboundReply& reply) const {
    return *up_since_ + kSettledConnection <= reply.arrived;
}

void ReplyDelivery::send(OutboundReply reply, Clock::time_point now) {
    if (!make_room(reply)) return write_unkept(reply);
    kept_bytes_ += size_of(reply);
    ++kept_count_;
    attempt(Kept{std::move(reply), "", "", 0, now, false}, now);
}

// One try, where everything that is kept waits for a connection or a client.
void ReplyDelivery::write_unkept(const OutboundReply& reply) {
    const std::string none;
    if (up_since_ &&
        wire_.write({reply.subject, reply.payload, none, none, reply.traceparent}) == Written::Yes)
        return;
    give_up(reply, "too much is held already");
}

void ReplyDelivery::attempt(Kept kept, Clock::time_point now) {
    if (up_since_ && wire_.connections() != connection_) connection_down();
    if (!up_since_) return wait(std::move(kept), now);
    kept.token = kept.attempts == 0 && is_settled_for(kept.reply) ? "" : tools_.unguessable();
    if ((kept.attempts > 0 || kept.reply.maybe_second) && kept.message_id.empty())
        kept.message_id = id_prefix_ + std::to_string(++next_id_);
    const auto write = [&] {
        return wire_.write({kept.reply.subject, kept.reply.payload, kept.token, kept.message_id,
                            kept.reply.traceparent});
    };
    Written written = write();
    if (written == Written::TooLarge) {
        kept_bytes_ -= size_of(kept.reply);
        kept.reply.payload = kTooLarge;
        kept_bytes_ += size_of(kept.reply);
        written = write();
    }
    if (written != Written::Yes) return wait(std::move(kept), now + kRetries[0]);
    if (++kept.attempts > 1) ++counts_.retried;
    keep_written(std::move(kept));
}

void ReplyDelivery::keep_written(Kept kept) {
    if (!kept.token.empty()) by_token_.emplace(kept.token, first_written_ + written_.size());
    written_.push_back(std::move(kept));
    most_written_ = std::max(most_written_, written_.size());
}

void ReplyDelivery::wait(Kept kept, Clock::time_point due) {
    kept.due = due;
    kept.token.clear();
    const Clock::time_point look =
        up_since_ ? std::min(due, kept.reply.give_up) : kept.reply.give_up;
    waiting_.emplace(look, std::move(kept));
}

void ReplyDelivery::pop_written() {
    const Kept& kept = written_.front();
    if (!kept.taken_back) {
        kept_bytes_ -= size_of(kept.reply);
        --kept_count_;
        if (!kept.token.empty()) by_token_.erase(kept.token);
    }
    written_.pop_front();
    ++first_written_;
}

bool ReplyDelivery::has_room(std::size_t bytes, std::size_t share) const {
    return kept_bytes_ + bytes <= bounds_.bytes / share && kept_count_ < bounds_.replies / share;
}

// Of those that were written, the ones written longest ago are the likeliest to have arrived.
bool ReplyDelivery::make_room(const OutboundReply& reply) {
    const std::size_t bytes = size_of(reply);
    if (reply.refusal) return has_room(bytes, 2);
    while (!has_room(bytes, 1) && !written_.empty()) pop_written();
    return has_room(bytes, 1);
}

std::optional<std::uint64_t> ReplyDelivery::unconfirmed() const {
    if (written_.empty() || wire_.connections() != connection_) return std::nullopt;
    return first_written_ + written_.size() - 1;
}

void ReplyDelivery::confirmed(std::uint64_t number) {
    while (!written_.empty() && first_written_ <= number) pop_written();
    // A burst leaves an empty queue with room for its former size behind.
    if (written_.empty() && std::exchange(most_written_, 0) > kBurst) written_.shrink_to_fit();
}

void ReplyDelivery::nobody_listened(std::string_view token, Clock::time_point now) {
    const auto found = by_token_.find(std::string(token));
    if (found == by_token_.end()) return;
    Kept& kept = written_[found->second - first_written_];
    by_token_.erase(found);
    kept.token.clear();
    Kept again = std::move(kept);
    kept.taken_back = true;
    wait(std::move(again), now + retry_after(again.attempts));
}

void ReplyDelivery::wake(Clock::time_point now) {
    // Each is taken out before it is looked at, and comes back with a later time if at all.
    const auto end = waiting_.upper_bound(now);
    Waiting due;
    for (auto it = waiting_.begin(); it != end;) due.insert(due.end(), waiting_.extract(it++));
    for (auto& [look, kept] : due) {
        if (now >= kept.reply.give_up) {
            give_up(kept.reply, up_since_ ? "nobody listened" : "not connected");
            kept_bytes_ -= size_of(kept.reply);
            --kept_count_;
        } else {
            attempt(std::move(kept), now);
        }
    }
}

std::optional<Clock::time_point> ReplyDelivery::next_wake() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.begin()->first;
}

void ReplyDelivery::give_up(const OutboundReply& reply, std::string_view reason) {
    ++counts_.undeliverable;
    tools_.gave_up(reply, reason);
}

}  // namespace kiln::messaging
