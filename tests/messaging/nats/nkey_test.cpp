#include "messaging/nats/nkey.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

// From the documentation of NATS: a user's seed and the public key that belongs to it.
constexpr const char* kSeed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
constexpr const char* kKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

TEST_CASE("a seed has its public key") {
    const auto key = user_key_of(kSeed);
    REQUIRE(key.has_value());
    CHECK(key.value() == kKey);
}

TEST_CASE("what is no user's seed is refused, and is not told") {
    std::string mistyped = kSeed;
    mistyped[20] = mistyped[20] == 'A' ? 'B' : 'A';
    for (const std::string& bad :
         {std::string(), std::string("secret"), std::string(kKey), mistyped,
          std::string(kSeed).substr(1), std::string(kSeed) + "A", std::string(58, 'A')}) {
        const auto key = user_key_of(bad);
        REQUIRE_MESSAGE(key.has_error(), bad);
        if (!bad.empty()) CHECK(key.error().text().find(bad) == std::string::npos);
    }
    CHECK(user_key_of(mistyped).error().text().find("check sum") != std::string::npos);
}

}  // namespace
}  // namespace kiln::messaging
