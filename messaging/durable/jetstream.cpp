#include "messaging/durable/jetstream.h"

#include "messaging/durable/names.h"
#include "messaging/nats/message_headers.h"
#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

using PubAckHandle = NatsHandle<jsPubAck, jsPubAck_Destroy>;

CallEnd end_of(natsStatus status, jsErrCode error) {
    if (status == NATS_OK) return CallEnd::Done;
    if (status == NATS_MAX_PAYLOAD) return CallEnd::Full;
    switch (error) {
        case JSNoMessageFoundErr:
        case JSSequenceNotFoundErr:
            return CallEnd::Absent;
        case JSStreamWrongLastSequenceErr:
            return CallEnd::Conflict;
        case JSStreamStoreFailedErr:
            return CallEnd::Full;
        default:
            return CallEnd::Failed;
    }
}

bool is_tombstone(const Headers& headers) {
    const auto operation = headers.find("KV-Operation");
    return operation && (*operation == "DEL" || *operation == "PURGE");
}

}  // namespace

// The library's text names what the server said; loggable_error() bounds it.
Call call_of(natsStatus status, jsErrCode error) {
    Call call{end_of(status, error), {}, 0};
    if (call.done()) return call;
    natsStatus last = NATS_OK;
    const char* const text = nats_GetLastError(&last);
    call.words = natsStatus_GetText(status);
    if (last == status && text != nullptr && *text != 0) call.words += ": " + loggable_error(text);
    return call;
}

pool::Result<JetStream> JetStream::over(natsConnection* connection) {
    jsOptions options;
    jsOptions_Init(&options);
    options.Wait = kCallMs;
    jsCtx* raw = nullptr;
    const natsStatus status = natsConnection_JetStream(&raw, connection, &options);
    if (status != NATS_OK) return nats_error(status, "make a JetStream context");
    return JetStream(JetStreamHandle(raw));
}

Call JetStream::publish(const std::string& subject, std::string_view data, Expect expect,
                        const Headers& headers) const {
    natsMsg* raw = nullptr;
    natsStatus status =
        natsMsg_Create(&raw, subject.c_str(), nullptr, data.data(), static_cast<int>(data.size()));
    const MessageHandle message(raw);
    for (const auto& [name, value] : headers.all())
        if (status == NATS_OK) status = natsMsgHeader_Add(raw, name.c_str(), value.c_str());
    if (status != NATS_OK) return call_of(status, jsErrCode{});
    jsPubOptions options;
    jsPubOptions_Init(&options);
    options.MaxWait = kCallMs;
    options.ExpectNoMessage = expect.last == 0u;
    options.ExpectLastSubjectSeq = expect.last.value_or(0);
    jsErrCode error{};
    jsPubAck* raw_ack = nullptr;
    status = js_PublishMsg(&raw_ack, context_.get(), raw, &options, &error);
    const PubAckHandle ack(raw_ack);
    Call call = call_of(status, error);
    if (ack) call.sequence = ack->Sequence;
    return call;
}

Call JetStream::last(const std::string& stream, const std::string& subject, Stored& into) const {
    natsMsg* raw = nullptr;
    jsErrCode error{};
    const natsStatus status =
        js_GetLastMsg(&raw, context_.get(), stream.c_str(), subject.c_str(), nullptr, &error);
    const MessageHandle message(raw);
    Call call = call_of(status, error);
    if (!call.done()) return call;
    const char* const data = natsMsg_GetData(raw);
    into.data.assign(data != nullptr ? data : "",
                     static_cast<std::size_t>(natsMsg_GetDataLength(raw)));
    into.headers = headers_of(raw);
    into.sequence = natsMsg_GetSequence(raw);
    into.erased = is_tombstone(into.headers);
    call.sequence = into.sequence;
    return call;
}

Call JetStream::erase(const std::string& stream, std::uint64_t sequence) const {
    jsErrCode error{};
    const natsStatus status =
        js_DeleteMsg(context_.get(), stream.c_str(), sequence, nullptr, &error);
    return call_of(status, error);
}

Call JetStream::get(const char* bucket, const std::string& key, Stored& into) const {
    Call call = last(bucket_stream(bucket), key_subject(bucket, key), into);
    if (call.done() && into.erased) call.end = CallEnd::Absent;
    return call;
}

Call JetStream::create(const char* bucket, const std::string& key, std::string_view value) const {
    Call call = publish(key_subject(bucket, key), value, {0});
    if (call.end != CallEnd::Conflict) return call;
    Stored there;
    const Call look = last(bucket_stream(bucket), key_subject(bucket, key), there);
    if (look.done() && there.erased) return update(bucket, key, value, there.sequence);
    return look.end == CallEnd::Failed ? look : call;
}

Call JetStream::update(const char* bucket, const std::string& key, std::string_view value,
                       std::uint64_t revision) const {
    return publish(key_subject(bucket, key), value, {revision});
}

}  // namespace kiln::messaging
