#include "messaging/nats/reply_subjects.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

ReplySubjects parsed(std::string_view words) {
    auto subjects = ReplySubjects::parse(words);
    REQUIRE(subjects.has_value());
    return std::move(subjects).value();
}

TEST_CASE("by default only inboxes are answered") {
    const ReplySubjects subjects;
    CHECK(subjects.allow("_INBOX.a"));
    CHECK(subjects.allow("_INBOX.Ab3.17"));
    for (const char* other : {"", "_INBOX", "_INBOX.", "_INBOXES.a", "inbox.a", "x._INBOX.a", "a",
                              "$JS.API.STREAM.PURGE.ORDERS", "$SYS.REQ.SERVER.PING",
                              "compiler.execute.request", "orders.new"}) {
        CAPTURE(other);
        CHECK_FALSE(subjects.allow(other));
    }
}

TEST_CASE("wildcards, empty tokens and blanks are answered under no setting") {
    for (const ReplySubjects& subjects : {ReplySubjects(), parsed("any")}) {
        for (const char* bad : {"_INBOX.*", "_INBOX.>", "_INBOX.a.*.b", "_INBOX.a*", "_INBOX..a",
                                "_INBOX.a.", "._INBOX.a", "_INBOX.a b", "_INBOX.\ta", ".", ">"}) {
            CAPTURE(bad);
            CHECK_FALSE(subjects.allow(bad));
        }
    }
}

TEST_CASE("a reply subject has a greatest length") {
    const std::string prefix = "_INBOX.";
    const std::string longest = prefix + std::string(ReplySubjects::kLongest - prefix.size(), 'x');
    CHECK(ReplySubjects().allow(longest));
    CHECK_FALSE(ReplySubjects().allow(longest + "x"));
    CHECK_FALSE(parsed("any").allow(longest + "x"));
}

TEST_CASE("prefixes are a list, and each stands for whole tokens") {
    const ReplySubjects subjects = parsed("_INBOX_web., $MINE.");
    CHECK(subjects.allow("_INBOX_web.1"));
    CHECK(subjects.allow("$MINE.1"));
    CHECK_FALSE(subjects.allow("_INBOX.1"));
    CHECK_FALSE(subjects.allow("_INBOX_web2.1"));
}

TEST_CASE("any is any subject but the server's own") {
    const ReplySubjects subjects = parsed("any");
    CHECK(subjects.allow("orders.new"));
    CHECK(subjects.allow("_R_.abc"));
    CHECK_FALSE(subjects.allow("$JS.API.STREAM.PURGE.ORDERS"));
}

TEST_CASE("what is no prefix is an error that quotes it") {
    for (const char* bad :
         {"", "_INBOX", "_INBOX.*.", ">", "a..", ".", "a.,,b.", "any.thing", " "}) {
        CAPTURE(bad);
        CHECK_FALSE(ReplySubjects::parse(bad).has_value());
    }
    CHECK(ReplySubjects::parse("_INBOX").error().step.find("\"_INBOX\"") != std::string::npos);
}

}  // namespace
}  // namespace kiln::messaging
