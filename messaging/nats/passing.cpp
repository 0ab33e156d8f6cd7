#include <algorithm>

#include "messaging/nats/connection_core.h"
#include "messaging/nats/random_word.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostWords = 1024;
constexpr auto kLeastLeft = 100ms;  // for another instance to do anything with

}  // namespace

// The request where it may go elsewhere: once, whole, and to others of its queue group. What a flood
// of large ones may cost, the Handover bounds, which counts them.
std::shared_ptr<const PassableRequest> Connection::Core::passable(const Inbound& request) const {
    const Route& route = *request.route;
    if (request.headers.find(kHopHeader) || !request.headers.whole() || route.queue_group.empty() ||
        route.subject.find_first_of("*>") != route.subject.npos ||
        !passing_.open(route.subject, request.arrived))
        return nullptr;
    return std::make_shared<const PassableRequest>(
        PassableRequest{request.route, request.payload, request.headers});
}

PassingOn::Tools Connection::Core::passing_tools() {
    PassingOn::Tools tools;
    tools.unguessable = random_word;
    tools.write = [this](const ReplyDraft& draft, const std::string& token) {
        const auto left =
            std::chrono::floor<std::chrono::milliseconds>(draft.answer_by - Clock::now());
        return session_ && left >= kLeastLeft &&
               session_->pass_on(*draft.request, draft.reply.subject, left, token);
    };
    tools.answer = [this](ReplyDraft draft, PassingOn::Sure sure) {
        draft.request.reset();
        draft.reply.maybe_second = sure == PassingOn::Sure::No;
        deliver(std::move(draft));
    };
    return tools;
}

// On a thread of the library's. What no request needs is not an error each time.
void Connection::Core::on_not_permitted(Violation violation, std::string text) {
    const bool passing = violation.of == Violation::Of::Publish &&
                         std::ranges::any_of(config_.routes, [&](const RoutePtr& route) {
                             return route->subject == violation.subject;
                         });
    if (!passing && !is_discovery(violation)) return on_error(std::move(text));
    if (++words_ > kMostWords) {
        --words_;
        return;
    }
    post([this, violation = std::move(violation)] {
        --words_;
        not_permitted(violation);
    });
}

void Connection::Core::not_permitted(const Violation& violation) {
    const bool discovery = is_discovery(violation);
    if (denied_.insert(discovery ? "$SRV" : violation.subject).second)
        pool::log_event(spdlog::level::warn,
                        discovery ? "not to be found by the NATS service API"
                                  : "requests are not passed on to other instances",
                        {{"no_permission_for", violation.subject}});
    if (discovery) return;
    passing_.refused(violation.subject);
    delivery_changed();
}

}  // namespace kiln::messaging
