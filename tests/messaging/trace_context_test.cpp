#include "messaging/trace_context.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kParent = "00-" + kTrace + "-b7ad6b7169203331-01";

std::string with(std::size_t at, std::string_view text) {
    std::string changed = kParent;
    return changed.replace(at, text.size(), text);
}

TEST_CASE("a traceparent is kept as it came, and tells its trace's id") {
    const auto trace = parse_traceparent(kParent);
    REQUIRE(trace.has_value());
    CHECK(trace->parent == kParent);
    CHECK(trace->id() == kTrace);
}

TEST_CASE("a later version may say more") {
    CHECK(parse_traceparent(with(0, "cc") + "-what-the-future-will-be").has_value());
    CHECK(parse_traceparent(with(0, "cc")).has_value());
    CHECK_FALSE(parse_traceparent(with(0, "cc") + ".x").has_value());
    CHECK_FALSE(parse_traceparent(with(0, "cc") + "-a\r\nX: y").has_value());
    CHECK_FALSE(parse_traceparent(with(0, "cc") + "-" + std::string(512, 'a')).has_value());
    CHECK_FALSE(parse_traceparent(kParent + "-more").has_value());
}

TEST_CASE("what is no traceparent is none") {
    for (const std::string& text :
         {std::string(), std::string("00"), kParent.substr(1), kParent + "0", with(0, "ff"),
          with(0, "0x"), with(2, "_"), with(35, "_"), with(52, "_"), with(3, "A"), with(53, "0g"),
          with(3, std::string(32, '0')), with(36, std::string(16, '0'))}) {
        CAPTURE(text);
        CHECK_FALSE(parse_traceparent(text).has_value());
    }
}

TEST_CASE("a request without a trace has an empty one") {
    Headers headers;
    CHECK(trace_of(headers).id().empty());
    REQUIRE(headers.add(kTraceHeader, "garbage"));
    CHECK(trace_of(headers).parent.empty());
    Headers good;
    REQUIRE(good.add(kTraceHeader, kParent));
    CHECK(trace_of(good).id() == kTrace);
}

}  // namespace
}  // namespace kiln::messaging
