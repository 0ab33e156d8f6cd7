#include "messaging/nats/server_url.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("several servers are told apart") {
    CHECK(split_urls(" nats://a:1 ,nats://b:2,, ") ==
          std::vector<std::string>{"nats://a:1", "nats://b:2"});
    CHECK(split_urls("").empty());
    CHECK(split_urls(" , ").empty());
}

TEST_CASE("no password, user or token is left in what is logged") {
    CHECK(without_credentials("nats://user:pass@host:4222") == "nats://host:4222");
    CHECK(without_credentials("nats://token@host") == "nats://host");
    CHECK(without_credentials("user:p@ss@host:1") == "host:1");
    CHECK(without_credentials("nats://a:1,tls://u:p@b:2/x") == "nats://a:1,tls://b:2/x");
    CHECK(without_credentials("nats://u:p/q@host:4222") == "nats://host:4222");
    CHECK(without_credentials("nats://host:4222") == "nats://host:4222");
    CHECK(without_credentials("nats://u:p,q@a:1, tls://b:2") == "nats://a:1,tls://b:2");
    CHECK(without_credentials("nats://u:p,q,r@s@a:1,nats://v:w@b:2") == "nats://a:1,nats://b:2");
    CHECK(without_credentials("u:p,q@a:1") == "a:1");
    CHECK(without_credentials("nats://u:p://q@a:1").find('p') == std::string::npos);
}

TEST_CASE("an error of the server's is told without the subject it is about") {
    CHECK(loggable_error("Authorization Violation") == "Authorization Violation");
    CHECK(loggable_error("Permissions Violation for Publish to \"_INBOX.secret\"") ==
          "Permissions Violation for Publish to \"...\"");
    CHECK(loggable_error("Violation for \"a\"b\" using queue \"c\", sorry") ==
          "Violation for \"...\", sorry");
    CHECK(loggable_error("half \"open") == "half \"...\"");
    CHECK(loggable_error("") == "");
}

TEST_CASE("what cannot be a server's address is told from what can") {
    for (const char* good : {"nats://host:4222", "host", "tls://u:p@h", "a:1,b:2", "u:p/q@h:1"})
        CHECK(plausible_urls(good));
    for (const char* bad : {"", " , ", "http://host", "nats://", ":4222", "a b", "host/x", "a,:1"})
        CHECK_FALSE(plausible_urls(bad));
}

TEST_CASE("another server of a cluster is addressed like the one that named it") {
    CHECK(with_host_of("nats://a:4222", "nats://b:4333") == "nats://b:4333");
    CHECK(with_host_of("tls://u:p@a", "nats://b:4333") == "tls://u:p@b:4333");
    CHECK(with_host_of("u:p@a:1", "nats://b:2") == "u:p@b:2");
    CHECK(with_host_of("a", "b:2") == "b:2");
}

}  // namespace
}  // namespace kiln::messaging
