#include "messaging/nats/passing_on.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kAlone = 500ms;  // before it is tried again whether there are others
// For an error of the server's to come from the library's thread, after the PONG behind it.
constexpr auto kProof = 100ms;

std::size_t size_of(const ReplyDraft& draft) {
    return draft.request->bytes() + draft.bytes + sizeof draft;
}

}  // namespace

bool PassingOn::open(std::string_view subject, Clock::time_point now) const {
    const auto way = ways_.find(subject);
    return way == ways_.end() || (!way->second.refused && now >= way->second.not_before);
}

bool PassingOn::take(ReplyDraft& draft, Clock::time_point now) {
    const std::string& subject = draft.request->route->subject;
    const std::size_t bytes = size_of(draft);
    if (!open(subject, now) || held_.size() >= bounds_.requests || bytes > bounds_.bytes - bytes_)
        return false;
    std::string token = tools_.unguessable();
    if (!tools_.write(draft, token)) return false;
    (void)ways_.try_emplace(subject);
    by_token_.emplace(token, ++last_);
    held_.emplace(last_, Held{std::move(token), std::move(draft)});
    bytes_ += bytes;
    return true;
}

ReplyDraft PassingOn::give_back(ByNumber::iterator held) {
    ReplyDraft draft = std::move(held->second.draft);
    bytes_ -= size_of(draft);
    by_token_.erase(held->second.token);
    held_.erase(held);
    return draft;
}

bool PassingOn::nobody_listened(std::string_view token, Clock::time_point now) {
    const auto found = by_token_.find(std::string(token));
    if (found == by_token_.end()) return false;
    ReplyDraft draft = give_back(held_.find(found->second));
    ways_[draft.request->route->subject].not_before = now + kAlone;
    tools_.answer(std::move(draft), Sure::Yes);
    return true;
}

void PassingOn::refused(std::string_view subject) {
    ways_[std::string(subject)].refused = true;
    std::vector<ReplyDraft> back;
    for (auto it = held_.begin(); it != held_.end();) {
        const auto each = it++;
        if (each->second.draft.request->route->subject == subject) back.push_back(give_back(each));
    }
    for (ReplyDraft& draft : back) tools_.answer(std::move(draft), Sure::Yes);
}

void PassingOn::connection_down() {
    std::vector<ReplyDraft> back;
    while (!held_.empty()) back.push_back(give_back(held_.begin()));
    ways_.clear();
    for (ReplyDraft& draft : back) tools_.answer(std::move(draft), Sure::No);
}

std::optional<std::uint64_t> PassingOn::unconfirmed() const {
    if (held_.empty() || held_.rbegin()->first <= confirmed_) return std::nullopt;
    return held_.rbegin()->first;
}

void PassingOn::confirmed(std::uint64_t number, Clock::time_point now) {
    confirmed_ = std::max(confirmed_, number);
    release(now);
}

void PassingOn::release(Clock::time_point now) {
    for (auto it = held_.begin(); it != held_.end() && it->first <= confirmed_;) {
        const auto each = it++;
        Way& way = ways_[each->second.draft.request->route->subject];
        if (way.permitted) {
            (void)give_back(each);
            ++passed_;
        } else if (!way.proof_due) {
            way.proof_due = now + kProof;
        }
    }
}

void PassingOn::wake(Clock::time_point now) {
    for (auto& [subject, way] : ways_) {
        if (!way.proof_due || *way.proof_due > now) continue;
        way.proof_due.reset();
        way.permitted = true;
    }
    release(now);
}

std::optional<Clock::time_point> PassingOn::next_wake() const {
    std::optional<Clock::time_point> next;
    for (const auto& [subject, way] : ways_)
        if (way.proof_due && (!next || *way.proof_due < *next)) next = way.proof_due;
    return next;
}

}  // namespace kiln::messaging
