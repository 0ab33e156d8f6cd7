#include "messaging/nats/message_headers.h"

#include <doctest/doctest.h>

#include "messaging/nats/handles.h"

namespace kiln::messaging {
namespace {

MessageHandle message() {
    natsMsg* raw = nullptr;
    REQUIRE(natsMsg_Create(&raw, "subject", nullptr, "body", 4) == NATS_OK);
    return MessageHandle(raw);
}

void add(const MessageHandle& to, const char* name, const std::string& value) {
    REQUIRE(natsMsgHeader_Add(to.get(), name, value.c_str()) == NATS_OK);
}

TEST_CASE("a message without headers has none") {
    CHECK(headers_of(message().get()).all().empty());
}

TEST_CASE("all headers of a message are there, with all their values") {
    const MessageHandle with = message();
    add(with, "Kiln-Deadline-Ms", "2500");
    add(with, "traceparent", "00-1-2-03");
    add(with, "Many", "longer first");
    add(with, "Many", "2");
    add(with, "Empty", "");
    const Headers headers = headers_of(with.get());
    CHECK(headers.all().size() == 5);
    CHECK(headers.find("Kiln-Deadline-Ms") == "2500");
    CHECK_FALSE(headers.find("kiln-deadline-ms"));
    CHECK(headers.find("traceparent") == "00-1-2-03");
    CHECK(headers.find("Many") == "longer first");
    CHECK(headers.find("Empty") == "");
}

TEST_CASE("of more headers than can be had the short ones are there") {
    const MessageHandle with = message();
    for (int i = 0; i < 20; ++i)
        add(with, ("Large-" + std::to_string(i)).c_str(), std::string(8000, 'x'));
    add(with, "X-Client-IP", "1.1.1.1");
    const Headers headers = headers_of(with.get());
    CHECK(headers.find("X-Client-IP") == "1.1.1.1");
    CHECK(headers.all().size() == 9);
}

}  // namespace
}  // namespace kiln::messaging
