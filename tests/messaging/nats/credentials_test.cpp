#include "messaging/nats/credentials.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

constexpr const char* kSeed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
constexpr const char* kKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

std::string file_of(const std::string& jwt, const std::string& seed, const std::string& end) {
    return "-----BEGIN NATS USER JWT-----" + end + jwt + end + "------END NATS USER JWT------" +
           end + end + "************ IMPORTANT ************" + end + end +
           "-----BEGIN USER NKEY SEED-----" + end + seed + end + "------END USER NKEY SEED------";
}

TEST_CASE("credentials are a JWT and a seed, however their lines end") {
    for (const char* end : {"\n", "\r\n"}) {
        ServerAccess access;
        REQUIRE(read_credentials(file_of("a.b.c", kSeed, end), access).has_value());
        CHECK(access.jwt == "a.b.c");
        CHECK(access.seed == kSeed);
        CHECK(access.nkey.empty());
    }
}

TEST_CASE("credentials that lack a part, or have a wrong one, say which") {
    const auto complaint = [](const std::string& text) {
        ServerAccess access;
        const auto read = read_credentials(text, access);
        return read ? std::string("none") : read.error().text();
    };
    CHECK(complaint("").find("no JWT") != std::string::npos);
    CHECK(complaint(kSeed).find("no JWT") != std::string::npos);
    CHECK(complaint("-----BEGIN NATS USER JWT-----\na.b.c\n").find("no seed") != std::string::npos);
    CHECK(complaint("-----BEGIN NATS USER JWT-----").find("no JWT") != std::string::npos);
    const std::string wrong = complaint(file_of("a.b.c", "SUsecret", "\n"));
    CHECK(wrong.find("seed") != std::string::npos);
    CHECK(wrong.find("secret") == std::string::npos);
}

TEST_CASE("a seed stands alone or between lines of dashes") {
    const std::string alone = std::string("  ") + kSeed + " \n";
    for (const std::string& text : {alone, file_of("a.b.c", kSeed, "\n")}) {
        ServerAccess access;
        REQUIRE(read_nkey(text, access).has_value());
        CHECK(access.seed == kSeed);
        CHECK(access.nkey == kKey);
        CHECK(access.jwt.empty());
    }
}

TEST_CASE("a secret is one line") {
    CHECK(read_secret(" p@ss word \n").value() == "p@ss word");
    CHECK(read_secret("").has_error());
    CHECK(read_secret(" \n").has_error());
    CHECK(read_secret("one\ntwo\n").has_error());
    CHECK(read_secret(std::string_view("a\0b", 3)).has_error());
}

}  // namespace
}  // namespace kiln::messaging
