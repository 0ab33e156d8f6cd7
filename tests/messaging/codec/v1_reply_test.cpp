#include <doctest/doctest.h>

#include <csignal>

#include "../outcomes.h"
#include "messaging/codec/reply_encoder.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using engine::Verdict;

ReplyContext context(std::chrono::nanoseconds elapsed = 345'678us) {
    ReplyContext made;
    made.id = "job1";
    made.worker = "w";
    made.elapsed = elapsed;
    return made;
}

// The reply up to the `result` object, closed again: what clients of the first contract see.
std::string v1_part(const std::string& reply) {
    const std::size_t result = reply.find(",\"result\":{");
    REQUIRE(result != std::string::npos);
    return reply.substr(0, result) + "}";
}

std::string v1_of(const engine::Outcome& outcome) {
    return v1_part(encode_outcome(outcome, context()));
}

std::string v1_of(const Refusal& refusal) {
    return v1_part(encode_refusal(refusal, {}, context()));
}

TEST_CASE("a success is V1's, to the letter") {
    CHECK(
        v1_of(ran(Verdict::Ok, exited(0, "1\n"))) ==
        R"({"output":"1\n","status_message":"Success","success":true,"execution_time":"345.678ms"})");
    CHECK(
        v1_of(ran(Verdict::Ok, exited(0))) ==
        R"({"output":"","status_message":"Success","success":true,"execution_time":"345.678ms"})");
}

TEST_CASE("a failure is V1's, to the letter") {
    CHECK(v1_of(ran(Verdict::RuntimeError, exited(1, "", "Traceback ..."))) ==
          R"({"output":"Traceback ...","error":"execution error: exit status 1",)"
          R"("status_message":"Failed to execute code","success":false})");
}

TEST_CASE("each way a program can end has the text a shell would have given it") {
    struct Ending {
        engine::Outcome outcome;
        const char* error;
    };
    engine::StepOutcome by_memory = signalled(SIGKILL);
    engine::StepOutcome memory_survivor = exited(1, "MemoryError");
    const Ending endings[] = {
        {ran(Verdict::RuntimeError, exited(42)), "execution error: exit status 42"},
        {ran(Verdict::Signalled, signalled(SIGSEGV)), "execution error: exit status 139"},
        {ran(Verdict::Signalled, signalled(SIGABRT)), "execution error: exit status 134"},
        {ran(Verdict::MemoryLimit, by_memory), "execution error: exit status 137"},
        {ran(Verdict::MemoryLimit, memory_survivor), "execution error: exit status 137"},
        {ran(Verdict::TimeLimit, cut_off("")), "execution error: signal: killed"},
        {ran(Verdict::TimeLimit, exited(0)), "execution error: signal: killed"},
        {ran(Verdict::OutputLimit, cut_off("")), "execution error: signal: killed"},
        {ran(Verdict::ProcessLimit, exited(11)), "execution error: exit status 11"},
        {ran(Verdict::ProcessLimit, cut_off("")), "execution error: signal: killed"},
    };
    for (const auto& [outcome, error] : endings) {
        const ParsedReply reply(encode_outcome(outcome, context()));
        CHECK(reply.text("/error") == error);
        CHECK(reply.text("/status_message") == "Failed to execute code");
        CHECK_FALSE(reply.flag("/success"));
        CHECK_FALSE(reply.has("/execution_time"));
    }
}

TEST_CASE("what a program had said before it was cut off is in output") {
    const ParsedReply reply(
        encode_outcome(ran(Verdict::TimeLimit, cut_off("so far\n")), context()));
    CHECK(reply.text("/output") == "so far\n");
}

TEST_CASE("on success output is the run's alone, on a compile error it is the compiler's") {
    engine::Outcome outcome = ran(Verdict::Ok, exited(0, "{\"ok\":true}"));
    outcome.compile = exited(0, "", "warning: unused\n");
    CHECK(ParsedReply(encode_outcome(outcome, context())).text("/output") == "{\"ok\":true}");

    engine::Outcome broken;
    broken.verdict = Verdict::CompileError;
    broken.compile = exited(1, "", "error: expected ';'\n");
    const ParsedReply reply(encode_outcome(broken, context()));
    CHECK(reply.text("/output") == "error: expected ';'\n");
    CHECK(reply.text("/error") == "execution error: exit status 1");
}

TEST_CASE("a compiler that we cut, or that leaves no program, has failed like any other") {
    engine::Outcome outcome;
    outcome.verdict = Verdict::TimeLimit;
    outcome.reason = "compile_wall";
    outcome.compile = cut_off("half a message");
    ParsedReply cut(encode_outcome(outcome, context()));
    CHECK(cut.text("/error") == "execution error: signal: killed");
    CHECK(cut.text("/output") == "half a message");

    outcome.verdict = Verdict::CompileError;
    outcome.message = "the compiler left no program";
    outcome.compile = exited(0);
    ParsedReply empty(encode_outcome(outcome, context()));
    CHECK(empty.text("/error") == "execution error: exit status 1");
    CHECK(empty.text("/output") == "the compiler left no program");
}

TEST_CASE("what is not the program's doing carries the engine's sentence") {
    engine::Outcome outcome;
    outcome.verdict = Verdict::Busy;
    outcome.message = "job queue full, max capacity: 64";
    CHECK(v1_of(outcome) == R"({"output":"","error":"job queue full, max capacity: 64",)"
                            R"("status_message":"Failed to execute code","success":false})");
    CHECK(v1_of(refuse_busy(64)) == v1_of(outcome));
    for (const Verdict verdict : {Verdict::Expired, Verdict::Cancelled, Verdict::InternalError}) {
        outcome.verdict = verdict;
        outcome.message = "what happened";
        const ParsedReply reply(encode_outcome(outcome, context()));
        CHECK(reply.text("/error") == "what happened");
        CHECK(reply.text("/status_message") == "Failed to execute code");
        outcome.message.clear();
        CHECK_FALSE(ParsedReply(encode_outcome(outcome, context())).text("/error").empty());
    }
    outcome.verdict = Verdict::Rejected;
    outcome.message = "unsupported language: cobol";
    CHECK(v1_of(outcome) == R"({"output":"","error":"unsupported language: cobol",)"
                            R"("status_message":"unsupported language: cobol","success":false})");
}

TEST_CASE("refusals are V1's, to the letter") {
    CHECK(v1_of(refuse_base64("illegal base64 data at input byte 0")) ==
          R"({"output":"","error":"illegal base64 data at input byte 0",)"
          R"("status_message":"Failed to decode base64","success":false})");
    CHECK(v1_of(refuse("code_length", "Code length exceeds maximum limit: ...")) ==
          R"({"output":"","error":"Code length exceeds maximum limit: ...",)"
          R"("status_message":"Code length exceeds maximum limit: ...","success":false})");
    CHECK(v1_of(refuse_rate_limited(60s)) ==
          R"({"output":"","error":"rate_limit_exceeded",)"
          R"("status_message":"Too many requests. Try again in 59s.","success":false,)"
          R"("execution_time":"0ms"})");
    CHECK(ParsedReply(encode_refusal(refuse_rate_limited(1500ms), {}, context()))
              .text("/status_message") == "Too many requests. Try again in 1s.");
}

}  // namespace
}  // namespace kiln::messaging
