#include "messaging/codec/reply_encoder.h"

#include <doctest/doctest.h>

#include <csignal>

#include "../outcomes.h"
#include "messaging/codec/utf8_text.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using engine::Verdict;

ReplyContext room_for(std::size_t bytes) {
    ReplyContext context;
    context.id = "job1";
    context.worker = "worker-7";
    context.elapsed = 12ms;
    context.max_bytes = bytes;
    return context;
}

// `text` without the line that says how much is missing, and that number; 0 where it has none.
struct Cut {
    std::string kept;
    std::size_t omitted = 0;
};

Cut taken_apart(const std::string& output) {
    const std::string mark = "\n[output truncated by kiln: ";
    const std::size_t at = output.rfind(mark);
    if (at == std::string::npos) return {output, 0};
    CHECK(output.ends_with(" bytes omitted]"));
    return {output.substr(0, at), std::stoul(output.substr(at + mark.size()))};
}

TEST_CASE("the result object tells all there is to know") {
    engine::Outcome outcome = ran(Verdict::Signalled, signalled(SIGSEGV));
    outcome.reason = "SIGSEGV";
    outcome.message = "m";
    outcome.language = "cpp";
    outcome.version = "12.2.0";
    outcome.compile = exited(0, "o", "e");
    outcome.compile->wall = 19'250us;
    outcome.compile->cpu = 18ms;
    outcome.compile->memory_peak_kb = 4096;
    outcome.run->output_truncated = true;
    outcome.run->out = "x";
    outcome.warm = true;
    outcome.queued = 1500us;
    outcome.isolation.memory_limit = true;
    outcome.isolation.cgroup_version = 1;
    const ParsedReply reply(encode_outcome(outcome, room_for(100'000)));
    CHECK(reply.text("/result/id") == "job1");
    CHECK(reply.text("/result/verdict") == "signalled");
    CHECK(reply.text("/result/reason") == "SIGSEGV");
    CHECK(reply.text("/result/message") == "m");
    CHECK(reply.text("/result/language") == "cpp");
    CHECK(reply.text("/result/version") == "12.2.0");
    CHECK(reply.text("/result/compile/stdout") == "o");
    CHECK(reply.text("/result/compile/stderr") == "e");
    CHECK(reply.number("/result/compile/exit_code") == 0);
    CHECK(reply.is_null("/result/compile/signal"));
    CHECK(reply.number("/result/compile/wall_ms") == doctest::Approx(19.25));
    CHECK(reply.number("/result/compile/cpu_ms") == 18);
    CHECK(reply.number("/result/compile/memory_peak_kb") == 4096);
    CHECK_FALSE(reply.flag("/result/compile/stdout_truncated"));
    CHECK(reply.text("/result/run/signal") == "SIGSEGV");
    CHECK(reply.is_null("/result/run/exit_code"));
    CHECK(reply.is_null("/result/run/cpu_ms"));
    CHECK(reply.is_null("/result/run/memory_peak_kb"));
    CHECK(reply.flag("/result/run/stdout_truncated"));
    CHECK_FALSE(reply.flag("/result/run/stderr_truncated"));
    CHECK(reply.number("/result/queue_ms") == doctest::Approx(1.5));
    CHECK(reply.flag("/result/warm"));
    CHECK_FALSE(reply.flag("/result/cached"));
    CHECK(reply.text("/result/isolation/runtime") == "namespaces");
    CHECK(reply.flag("/result/isolation/memory_limit"));
    CHECK_FALSE(reply.flag("/result/isolation/complete"));
    CHECK(reply.number("/result/isolation/cgroup_version") == 1);
    CHECK(reply.text("/result/worker") == "worker-7");
}

TEST_CASE("a step that did not happen is not in the result") {
    const ParsedReply reply(encode_outcome(ran(Verdict::Ok, exited(0)), room_for(100'000)));
    CHECK(reply.has("/result/run"));
    CHECK_FALSE(reply.has("/result/compile"));
    CHECK_FALSE(reply.has("/result/message"));
}

TEST_CASE("a harness's document arrives byte for byte") {
    const std::string document =
        "{\"a\":\"<b>&c</b>\",\"path\":\"C:\\\\x\",\"u\":\"\u00e9\u4e2d\U0001f600\u2028\","
        "\"overallPass\":true}\n\t \x7f";
    const ParsedReply reply(
        encode_outcome(ran(Verdict::Ok, exited(0, document)), room_for(100'000)));
    CHECK(reply.text("/output") == document);
    CHECK(reply.text("/result/run/stdout") == document);
}

TEST_CASE("output that is not UTF-8 is repaired, not refused") {
    const ParsedReply reply(
        encode_outcome(ran(Verdict::Ok, exited(0, "caf\xe9 \xe4\xb8")), room_for(100'000)));
    CHECK(reply.text("/output") == "caf\ufffd \ufffd\ufffd");
}

TEST_CASE("a reply never exceeds the largest payload, whatever the program wrote") {
    std::string control;
    std::string wide;
    for (int i = 0; i < 20'000; ++i) {
        control += static_cast<char>(1 + i % 7);
        wide += i % 3 == 0 ? "\U0001f600" : i % 3 == 1 ? "\u4e2d" : "\xff";
    }
    const std::string plain(20'000, 'x');
    for (const std::string& text : {control, wide, plain}) {
        engine::Outcome outcome = ran(Verdict::Ok, exited(0, text, text));
        outcome.compile = exited(0, text, text);
        const std::size_t whole = encode_outcome(outcome, room_for(100u << 20)).size();
        for (std::size_t room = 512; room < whole + 4096; room += room / 9 + 1) {
            const std::string json = encode_outcome(outcome, room_for(room));
            CAPTURE(room);
            CHECK(json.size() <= room);
            const ParsedReply reply(json);
            const Cut cut = taken_apart(reply.text("/output"));
            // No replacement character that the whole text has not got at that place.
            CHECK(repair_utf8(outcome.run->merged).starts_with(cut.kept));
            CHECK(reply.flag("/success"));
        }
        CHECK(encode_outcome(outcome, room_for(whole + 4)).size() == whole);
    }
}

TEST_CASE("the streams of the result give way before output does") {
    const std::string text(5'000, 'x');
    const engine::Outcome outcome = ran(Verdict::Ok, exited(0, text));
    const std::size_t whole = encode_outcome(outcome, room_for(1u << 20)).size();
    const ParsedReply reply(encode_outcome(outcome, room_for(whole - 1'000)));
    CHECK(reply.text("/output") == text);
    CHECK(reply.flag("/result/run/stdout_truncated"));
    CHECK(reply.text("/result/run/stdout").size() >= 3'900);
    CHECK_FALSE(reply.flag("/result/run/stderr_truncated"));
}

TEST_CASE("small streams stay whole when a large one is cut") {
    const engine::Outcome outcome = ran(Verdict::Ok, [] {
        engine::StepOutcome step = exited(0, std::string(50'000, 'x'), "a small message");
        step.merged = "";
        return step;
    }());
    const ParsedReply reply(encode_outcome(outcome, room_for(10'000)));
    CHECK(reply.text("/result/run/stderr") == "a small message");
    CHECK_FALSE(reply.flag("/result/run/stderr_truncated"));
    CHECK(reply.flag("/result/run/stdout_truncated"));
    CHECK(reply.text("/result/run/stdout").size() > 8'000);
}

TEST_CASE("output that is cut ends with a line that counts the missing bytes") {
    std::string text;
    for (int i = 0; i < 4'000; ++i) text += "\u00e9";
    const ParsedReply reply(encode_outcome(ran(Verdict::Ok, exited(0, text)), room_for(5'000)));
    const Cut cut = taken_apart(reply.text("/output"));
    CHECK(cut.omitted > 0);
    CHECK(cut.kept.size() + cut.omitted == text.size());
    CHECK(is_utf8(cut.kept));
    CHECK(text.starts_with(cut.kept));
    CHECK(reply.text("/result/run/stdout").empty());
    CHECK(reply.flag("/result/run/stdout_truncated"));
}

TEST_CASE("where even the frame does not fit the result goes and the V1 fields stay") {
    const ParsedReply reply(
        encode_outcome(ran(Verdict::Ok, exited(0, std::string(9'000, 'y'))), room_for(550)));
    CHECK_FALSE(reply.has("/result"));
    CHECK(reply.flag("/success"));
    CHECK(taken_apart(reply.text("/output")).kept.size() > 300);
}

TEST_CASE("a refusal that quotes its client stays short") {
    const std::string language(500'000, '\x01');
    const std::string json =
        encode_refusal(refuse("unsupported_language", "unsupported language: " + language), {},
                       room_for(1u << 20));
    CHECK(json.size() < 30'000);
    const ParsedReply reply(json);
    CHECK(reply.text("/error").starts_with("unsupported language: \x01"));
    CHECK(reply.text("/error").ends_with("..."));
    CHECK(reply.text("/result/verdict") == "rejected");
    CHECK(reply.text("/result/reason") == "unsupported_language");
    CHECK(encode_refusal(refuse("x", language), {}, room_for(512)).size() <= 512);
}

}  // namespace
}  // namespace kiln::messaging
