// Any bytes into the client's reply decoder; and any program's output into a reply and back.
#include <chrono>
#include <string>

#include "messaging/codec/reply_decoder.h"
#include "messaging/codec/reply_encoder.h"
#include "messaging/codec/utf8_text.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

namespace kiln::messaging {
namespace {

constexpr std::size_t kPlenty = 1 << 20;  // for the longest input, all of it escaped

// Where all fits, what arrives is what the program wrote, invalid UTF-8 replaced.
void check_round_trip(std::string_view output, std::size_t max_bytes) {
    engine::Outcome outcome;
    outcome.verdict = engine::Verdict::Ok;
    outcome.run.emplace();
    outcome.run->merged = outcome.run->out = output;
    outcome.run->exit_code = 0;
    const ReplyContext context{"id", "fuzz", std::chrono::microseconds(1), max_bytes};
    const std::string reply = encode_outcome(outcome, context);
    DEMAND(reply.size() <= max_bytes);
    DEMAND(is_utf8(reply));
    const auto decoded = decode_reply(reply);
    DEMAND(decoded && decoded.value().success);
    const std::string& got = decoded.value().output;
    if (got == repair_utf8(output)) return;
    DEMAND(max_bytes < kPlenty);
    DEMAND(got.empty() || got.ends_with("bytes omitted]"));
}

}  // namespace
}  // namespace kiln::messaging

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kiln::messaging;
    kiln::fuzz::FuzzInput input(data, size);
    const std::string_view all = input.rest();
    const auto decoded = decode_reply(all);
    if (decoded) DEMAND(is_utf8(decoded.value().output) && is_utf8(decoded.value().error));
    check_round_trip(all, 512);
    check_round_trip(all, 2048);
    check_round_trip(all, kPlenty);
    return 0;
}
