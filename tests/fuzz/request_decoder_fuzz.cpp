// A message from NATS on its whole way to a job or a refusal, and the reply to a refused one.
//
// Input: a byte whose bits choose the route and whether headers come; the deadline header and
// the client's address, each up to a line feed, where they come; the payload.
#include <algorithm>
#include <chrono>
#include <string>

#include "engine/job_rules.h"
#include "messaging/codec/reply_decoder.h"
#include "messaging/codec/reply_encoder.h"
#include "messaging/codec/utf8_text.h"
#include "messaging/intake.h"
#include "messaging/v1_routes.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

namespace kiln::messaging {
namespace {

constexpr unsigned kProblems = 1, kDeadline = 2, kClient = 4;

const engine::Catalogue& languages() {
    static const engine::Catalogue catalogue = [] {
        auto loaded = engine::Catalogue::load(KILN_SOURCE_DIR "/worker-image/languages");
        DEMAND(loaded);
        return std::move(loaded).value();
    }();
    return catalogue;
}

Policy policy() {
    auto loaded = Policy::load(KILN_SOURCE_DIR "/messaging/sample.policy");
    DEMAND(loaded);
    return std::move(loaded).value();
}

Intake& intake() {
    static Intake only = [] {
        auto ids = JobIds::make();
        DEMAND(ids);
        const RateLimit limit{3, std::chrono::seconds(60), 8};
        return Intake(std::chrono::minutes(1), limit, CodeValidator(languages(), policy()),
                      std::move(ids).value());
    }();
    return only;
}

Inbound message_of(fuzz::FuzzInput& input) {
    const unsigned choice = input.byte();
    Inbound message;
    message.route = std::make_shared<const Route>((choice & kProblems) != 0 ? problems_route()
                                                                            : compiler_route());
    if ((choice & kDeadline) != 0)
        (void)message.headers.add("Kiln-Deadline-Ms", input.text_until('\n'));
    if ((choice & kClient) != 0) (void)message.headers.add("X-Client-IP", input.text_until('\n'));
    message.payload = input.rest();
    return message;
}

void check_job(const engine::Job& job, const Route& route) {
    DEMAND(languages().find(job.language) != nullptr);
    DEMAND(is_utf8(job.language) && is_utf8(job.version) && is_utf8(job.stdin_bytes));
    DEMAND(std::ranges::all_of(job.args, is_utf8));
    if (route.most_code_bytes) DEMAND(job.code.size() <= *route.most_code_bytes);
    (void)engine::check_job(job, *languages().find(job.language));
}

// Whatever of the request the texts quote, the reply is small, valid, and says so.
void check_refusal(const Refusal& refusal, const std::string& id) {
    DEMAND(!refusal.status_message.empty() && !refusal.error.empty() && !refusal.reason.empty());
    const ReplyContext context{id, "fuzz", std::chrono::milliseconds(1), 4096};
    const std::string reply = encode_refusal(refusal, {}, context);
    DEMAND(reply.size() <= context.max_bytes);
    DEMAND(is_utf8(reply));
    const auto decoded = decode_reply(reply);
    DEMAND(decoded);
    DEMAND(!decoded.value().success && !decoded.value().error.empty());
}

}  // namespace
}  // namespace kiln::messaging

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kiln::messaging;
    kiln::fuzz::FuzzInput input(data, size);
    Inbound message = message_of(input);
    const RoutePtr route = message.route;
    // Far enough apart that no ban of an earlier input reaches this one.
    static kiln::engine::Clock::time_point now{std::chrono::hours(1)};
    now += std::chrono::minutes(5);
    message.arrived = now;
    const Intake::Decision decision = intake().decide(message, now);
    DEMAND(!decision.job.id.empty() && decision.job.id.size() <= 64);
    DEMAND(decision.job.answer_by > now);
    if (decision.refusal)
        check_refusal(*decision.refusal, decision.job.id);
    else
        check_job(decision.job, *route);
    return 0;
}
