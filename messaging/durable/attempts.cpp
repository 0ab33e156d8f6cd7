#include "messaging/durable/attempts.h"

#include <algorithm>

#include "messaging/codec/json_member.h"
#include "messaging/durable/names.h"
#include "messaging/nats/random_word.h"
#include "pool/base/json_text.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kMostAttempts = 1'000'000;  // what stands in the bucket is not only ours

}  // namespace

std::string encode_attempt(const Attempt& attempt) {
    return "{\"attempt\":" + std::to_string(attempt.number) +
           ",\"worker\":" + pool::json_quoted(attempt.worker) +
           ",\"token\":" + pool::json_quoted(attempt.token) + "}";
}

std::optional<Attempt> decode_attempt(std::string_view json) {
    const auto number = number_member(json, "/attempt");
    auto worker = text_member(json, "/worker");
    auto token = text_member(json, "/token");
    if (!number || !worker || !token || *number < 0 || *number > kMostAttempts) return std::nullopt;
    return Attempt{static_cast<unsigned>(*number), *std::move(worker), *std::move(token)};
}

Call claim_job(const JetStream& jetstream, const std::string& id, const std::string& worker,
               Claim& claim, Attempt& before) {
    claim.attempt = {1, worker, random_word()};
    Call call = jetstream.create(kAttemptBucket, id, encode_attempt(claim.attempt));
    if (call.end == CallEnd::Conflict) {
        Stored there;
        call = jetstream.get(kAttemptBucket, id, there);
        if (call.end == CallEnd::Absent) call.end = CallEnd::Conflict;
        if (!call.done()) return call;
        // What is no attempt was put there by somebody else: counting begins anew.
        before = decode_attempt(there.data).value_or(Attempt{});
        claim.attempt.number = before.number + 1;
        call = jetstream.update(kAttemptBucket, id, encode_attempt(claim.attempt), there.sequence);
    }
    claim.revision = call.sequence;
    return call;
}

Call check_claim(const JetStream& jetstream, const std::string& id, const Claim& claim) {
    Stored there;
    Call call = jetstream.get(kAttemptBucket, id, there);
    if (call.end == CallEnd::Absent) return {};
    if (!call.done()) return call;
    const auto attempt = decode_attempt(there.data);
    if (!attempt || attempt->token != claim.attempt.token) call.end = CallEnd::Conflict;
    return call;
}

Call return_claim(const JetStream& jetstream, const std::string& id, const Claim& claim) {
    Attempt attempt = claim.attempt;
    attempt.number = std::max(1u, attempt.number) - 1;
    return jetstream.update(kAttemptBucket, id, encode_attempt(attempt), claim.revision);
}

}  // namespace kiln::messaging
