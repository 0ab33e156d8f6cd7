#include <doctest/doctest.h>
#include <zlib.h>

#include <vector>

#include "pool/base/shipping/backlog.h"
#include "pool/base/shipping/gzip.h"
#include "pool/base/shipping/record.h"
#include "pool/base/shipping/retry_pause.h"

namespace kiln::pool {
namespace {

using namespace std::chrono_literals;

std::string unpacked(std::string packed) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string text(1u << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

TEST_CASE("a batch holds the oldest records, as many as fit") {
    Backlog backlog({.records = 10, .bytes = 100, .batch_records = 3, .batch_bytes = 20});
    for (const char* record :
         {"{1}", "{2}", "{3}", "{4}", "{a long one, longer than a batch}", "{5}"})
        REQUIRE(backlog.push(record));
    CHECK(backlog.fills_batch());
    Batch batch = backlog.take();
    CHECK(batch.body == "[{1},{2},{3}]");
    CHECK(batch.records == 3);
    CHECK(backlog.take().body == "[{4}]");
    CHECK(backlog.take().body == "[{a long one, longer than a batch}]");
    CHECK(backlog.take().body == "[{5}]");
    CHECK(backlog.empty());
    CHECK_FALSE(backlog.fills_batch());
    CHECK(backlog.take().records == 0);
}

TEST_CASE("what does not fit is dropped, and there is room again when a batch was taken") {
    Backlog by_bytes({.records = 10, .bytes = 10, .batch_records = 3, .batch_bytes = 20});
    CHECK(by_bytes.push("12345"));
    CHECK(by_bytes.push("12345"));
    CHECK_FALSE(by_bytes.push("1"));
    (void)by_bytes.take();
    CHECK(by_bytes.push("1234567890"));
    Backlog by_number({.records = 2, .bytes = 10, .batch_records = 3, .batch_bytes = 20});
    CHECK(by_number.push("1"));
    CHECK(by_number.push("1"));
    CHECK_FALSE(by_number.push("1"));
}

TEST_CASE("pauses double, up to the longest, and are between a half and the whole") {
    CHECK(retry_pause(1, 1.0, 500ms, 30s) == 500ms);
    CHECK(retry_pause(1, 0.0, 500ms, 30s) == 250ms);
    CHECK(retry_pause(2, 1.0, 500ms, 30s) == 1s);
    CHECK(retry_pause(3, 0.5, 500ms, 30s) == 1500ms);
    CHECK(retry_pause(7, 1.0, 500ms, 30s) == 30s);
    CHECK(retry_pause(4'000'000'000u, 0.0, 500ms, 30s) == 15s);
}

TEST_CASE("what is packed can be unpacked") {
    for (const std::string& text : {std::string(), std::string("[]"), std::string(300'000, 'x')}) {
        const auto packed = gzip(text);
        REQUIRE(packed.has_value());
        CHECK(unpacked(packed.value()) == text);
        CHECK(packed.value().size() < text.size() + 64);
    }
}

TEST_CASE("a record has the shape that collectors know") {
    const std::chrono::system_clock::time_point time(1'759'572'672s + 123'456'789ns);
    const LogLine line{time, spdlog::level::warn, "a \"word\"", R"({"count":"3"})"};
    CHECK(shipping_record(line, "w1") ==
          R"({"dt":"2025-10-04T10:11:12.123456789Z","timestamp":"2025-10-04T10:11:12.123456789Z",)"
          R"("level":"WARN","message":"a \"word\"","traceID":"","layer":"ENGINE",)"
          R"("service":"kiln","worker":"w1","attributes":{"count":"3"}})");
    const LogLine traced{time, spdlog::level::info, "job", {}, "0af7651916cd43dd8448eb211c80319c"};
    CHECK(shipping_record(traced, "").find(R"("traceID":"0af7651916cd43dd8448eb211c80319c",)") !=
          std::string::npos);
}

TEST_CASE("a record is bounded, and has attributes always") {
    const LogLine plain{{}, spdlog::level::critical, std::string_view("x\xff"), {}};
    const std::string record = shipping_record(plain, "");
    CHECK(record.find(R"("level":"ERROR","message":"x\ufffd")") != std::string::npos);
    CHECK(record.find(R"("attributes":{}})") != std::string::npos);
    const std::string much(1u << 20, 'm');
    const LogLine large{{}, spdlog::level::info, much, much};
    CHECK(shipping_record(large, "").size() < kMostMessageBytes + 300);
}

}  // namespace
}  // namespace kiln::pool
