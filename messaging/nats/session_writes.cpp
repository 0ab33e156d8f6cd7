#include <string>

#include "messaging/intake.h"
#include "messaging/nats/session.h"
#include "messaging/trace_context.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kMostUnsentReplies = 2 * Session::kMostUnsent;
constexpr const char* kMessageIdHeader = "Nats-Msg-Id";

// The message that passes a request on; null where it cannot be made.
MessageHandle message_of(const PassableRequest& request, const std::string& reply_to,
                         std::chrono::milliseconds left) {
    natsMsg* raw = nullptr;
    natsStatus status =
        natsMsg_Create(&raw, request.route->subject.c_str(), reply_to.c_str(),
                       request.payload.data(), static_cast<int>(request.payload.size()));
    MessageHandle message(raw);
    for (const auto& [name, value] : request.headers.all())
        if (status == NATS_OK) status = natsMsgHeader_Add(raw, name.c_str(), value.c_str());
    if (status == NATS_OK) status = natsMsgHeader_Set(raw, kHopHeader, "1");
    const std::string milliseconds = std::to_string(left.count());
    if (status == NATS_OK) status = natsMsgHeader_Set(raw, kDeadlineHeader, milliseconds.c_str());
    return status == NATS_OK ? std::move(message) : nullptr;
}

}  // namespace

bool Session::write_once(const std::string& subject, std::string_view payload) {
    if (unsent() > kMostUnsent) return false;
    return natsConnection_Publish(connection_.get(), subject.c_str(), payload.data(),
                                  static_cast<int>(payload.size())) == NATS_OK;
}

natsStatus Session::publish(const WireReply& reply, const char* reply_to) {
    natsConnection* const nc = connection_.get();
    const int size = static_cast<int>(reply.payload.size());
    const bool bare = reply.message_id.empty() && reply.traceparent.empty();
    if (bare || natsConnection_HasHeaderSupport(nc) != NATS_OK)
        return reply_to == nullptr
                   ? natsConnection_Publish(nc, reply.subject.c_str(), reply.payload.data(), size)
                   : natsConnection_PublishRequest(nc, reply.subject.c_str(), reply_to,
                                                   reply.payload.data(), size);
    natsMsg* raw = nullptr;
    natsStatus status =
        natsMsg_Create(&raw, reply.subject.c_str(), reply_to, reply.payload.data(), size);
    const MessageHandle message(raw);
    if (status == NATS_OK && !reply.message_id.empty())
        status = natsMsgHeader_Set(raw, kMessageIdHeader, reply.message_id.c_str());
    if (status == NATS_OK && !reply.traceparent.empty())
        status = natsMsgHeader_Set(raw, kTraceHeader, reply.traceparent.c_str());
    return status == NATS_OK ? natsConnection_PublishMsg(nc, raw) : status;
}

ReplyWire::Written Session::write(const WireReply& reply) {
    using Written = ReplyWire::Written;
    if (!connected() || unsent() > kMostUnsentReplies) return Written::No;
    const std::string inbox = reply.token.empty() ? "" : inbox_ + reply.token;
    const natsStatus status = publish(reply, inbox.empty() ? nullptr : inbox.c_str());
    if (status == NATS_MAX_PAYLOAD) return Written::TooLarge;
    return status == NATS_OK ? Written::Yes : Written::No;
}

bool Session::pass_on(const PassableRequest& request, const std::string& reply_to,
                      std::chrono::milliseconds left, const std::string& token) {
    natsConnection* const nc = connection_.get();
    if (!connected() || unsent() > kMostUnsent || natsConnection_HasHeaderSupport(nc) != NATS_OK)
        return false;
    const MessageHandle message = message_of(request, reply_to, left);
    if (!message || natsConnection_PublishMsg(nc, message.get()) != NATS_OK) return false;
    // Where the probe fails, the connection does, and tells of that by itself.
    (void)natsConnection_PublishRequest(nc, request.route->subject.c_str(),
                                        (inbox_ + token).c_str(), nullptr, 0);
    return true;
}

}  // namespace kiln::messaging
