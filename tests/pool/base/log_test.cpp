#include "pool/base/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "pool/base/log_copy.h"
#include "pool/base/unique_fd.h"
#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace {

// What `work` writes to stderr through a freshly configured logger.
std::string logged(LogFormat format, const char* level, const std::function<void()>& work) {
    const TemporaryDirectory folder;
    const auto path = folder.write("log", "");
    const UniqueFd before(::dup(2));
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    ::dup2(file.get(), 2);
    const auto usual = spdlog::default_logger();
    configure_log(format, level);
    work();
    spdlog::default_logger()->flush();
    spdlog::drop("kiln");
    spdlog::set_default_logger(usual);  // other tests log too
    ::dup2(before.get(), 2);
    return folder.read("log");
}

// The line from `"level"` on; the time before it is checked by its shape.
std::string after_time(const std::string& line) {
    const std::string shape = R"({"timestamp":"dddd-dd-ddTdd:dd:dd.ddddddZ",)";
    REQUIRE(line.size() > shape.size());
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool digit = line[i] >= '0' && line[i] <= '9';
        CAPTURE(line);
        CHECK((shape[i] == 'd' && i > 13 ? digit : line[i] == shape[i]));
    }
    return line.substr(shape.size());
}

}  // namespace

TEST_CASE("a JSON log line is one object with time, level, service and message") {
    const std::string line =
        logged(LogFormat::Json, "info", [] { spdlog::warn("a \"quoted\"\nthing {}", 7); });
    CHECK(after_time(line) ==
          "\"level\":\"warning\",\"service\":\"kiln\",\"message\":\"a \\\"quoted\\\"\\u000athing "
          "7\"}\n");
}

TEST_CASE("a JSON event carries its fields under attributes, in order and quoted") {
    const std::string line = logged(LogFormat::Json, "info", [] {
        log_event(spdlog::level::info, "job {done}", {{"id", "a\"b"}, {"ms", "12"}});
    });
    CHECK(after_time(line) ==
          "\"level\":\"info\",\"service\":\"kiln\",\"message\":\"job {done}\",\"attributes\":"
          "{\"id\":\"a\\\"b\",\"ms\":\"12\"}}\n");
}

TEST_CASE("bytes that are no UTF-8 leave a JSON log line valid") {
    const std::string line = logged(LogFormat::Json, "info", [] {
        log_event(spdlog::level::info, "m\xff", {{"k", "\xc3"}});
    });
    CHECK(line.find(R"("message":"m\ufffd","attributes":{"k":"\ufffd"}})") != line.npos);
}

TEST_CASE("a text event appends key=value to its message") {
    const std::string line = logged(LogFormat::Text, "info", [] {
        log_event(spdlog::level::info, "job done", {{"id", "x"}, {"ms", "12"}});
    });
    CHECK(line.ends_with(" job done id=x ms=12\n"));
    CHECK(line.find("info") != line.npos);
}

TEST_CASE("the id of a trace is a field like others, and told apart to who gets a copy") {
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        std::vector<std::string> copied;
        const std::string lines = logged(format, "info", [&] {
            copy_log_to([&](const LogLine& line) { copied.emplace_back(line.trace); });
            log_event(spdlog::level::info, "job", {{"id", "a\x1d"}, {kTraceField, "0af7"}});
            log_event(spdlog::level::info, "other", {{"id", "b\x1d"}});
        });
        CHECK(copied == std::vector<std::string>{"0af7", ""});
        const bool json = format == LogFormat::Json;
        CHECK(lines.find(json ? R"("attributes":{"id":"a\u001d","trace_id":"0af7"}})"
                              : " job id=a? trace_id=0af7\n") != lines.npos);
        CHECK(lines.find(json ? R"("attributes":{"id":"b\u001d"}})" : " other id=b?\n") !=
              lines.npos);
    }
}

TEST_CASE("a text line is one line, whatever stands in it") {
    const std::string line = logged(LogFormat::Text, "info", [] {
        log_event(spdlog::level::info, "job", {{"id", "x\ninfo  a line of mine\x1b[2J"}});
    });
    CHECK(line.ends_with(" job id=x?info  a line of mine?[2J\n"));
    CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("lines below the level are not written") {
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        const std::string lines = logged(format, "warn", [] {
            spdlog::info("quiet");
            log_event(spdlog::level::info, "quiet event", {{"k", "v"}});
            spdlog::error("loud");
        });
        CHECK(lines.find("quiet") == lines.npos);
        CHECK(lines.find("loud") != lines.npos);
    }
}

}  // namespace kiln::pool
