#include "cmd/kiln/shipping.h"

#include <array>

#include "pool/base/files.h"
#include "pool/base/shipping/record.h"
#include "pool/base/shipping/shipper.h"

namespace kiln::cmd {

using pool::plain_error;
using pool::Result;

namespace {

constexpr std::array kFlags = {
    Flag{"betterstack-url", "BETTERSTACKUPLOADURL", "URL", "",
         "a collector that gets the log, too, as JSON over HTTP; none: nobody does"},
    Flag{"betterstack-token-file", "KILN_BETTERSTACK_TOKEN_FILE", "FILE", "",
         "the token that the collector knows us by"},
    Flag{"betterstack-token", "BETTERSTACKSOURCETOKEN", "TEXT", "", "the token itself",
         Repeat::LastCounts, From::Environment},
};

// The time for it is two seconds, the last attempt's end included.
constexpr std::chrono::milliseconds kFlushLimit{1700};
constexpr std::size_t kMostTokenBytes = 4096;

Result<std::string> read_token(const Given& given) {
    if (!given.has("betterstack-token-file")) return given.of("betterstack-token");
    if (given.has("betterstack-token"))
        return plain_error("BETTERSTACKSOURCETOKEN and KILN_BETTERSTACK_TOKEN_FILE are both set",
                           "one must go");
    const std::string& path = given.of("betterstack-token-file");
    const std::string label = "KILN_BETTERSTACK_TOKEN_FILE (--betterstack-token-file) is " + path;
    auto text = pool::read_file(path);
    if (!text) return plain_error(label + ": " + text.error().text());
    std::string token = std::move(text).value();
    token.erase(token.find_last_not_of(" \t\r\n") + 1);
    if (token.empty()) return plain_error(label + ": it is empty", "it must hold the token");
    return token;
}

// A header's value, and nothing that could begin another header.
bool is_token(const std::string& text) {
    return text.size() <= kMostTokenBytes &&
           text.find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
               "-._~+/=") == text.npos;
}

}  // namespace

std::span<const Flag> shipping_flags() {
    return kFlags;
}

Result<ShippingSettings> read_shipping(const Given& given) {
    ShippingSettings settings;
    settings.url = given.of("betterstack-url");
    BOOST_OUTCOME_TRY(settings.token, read_token(given));
    if (settings.url.empty() && settings.token.empty()) return settings;
    if (settings.url.empty())
        return plain_error("a token for Better Stack is set and BETTERSTACKUPLOADURL is not",
                           "set both or none");
    if (settings.token.empty())
        return plain_error("BETTERSTACKUPLOADURL (--betterstack-url) is set and no token for it",
                           "set KILN_BETTERSTACK_TOKEN_FILE or BETTERSTACKSOURCETOKEN");
    if (!settings.url.starts_with("https://") && !settings.url.starts_with("http://"))
        return plain_error("BETTERSTACKUPLOADURL (--betterstack-url) is no URL of a collector",
                           "it must be https://HOST/... or http://HOST:PORT/...");
    if (!is_token(settings.token))
        return plain_error("the token for Better Stack is none",
                           "it must be one word of letters, digits and -._~+/=");
    return settings;
}

Shipping::Shipping(const ShippingSettings& settings, const std::string& worker) {
    if (settings.url.empty()) return;
    const auto collector = std::make_shared<pool::Collector>(settings.url, settings.token);
    shipper_ = std::make_shared<pool::Shipper>(
        pool::ShipperConfig{},
        [collector](std::string_view body, const std::function<bool()>& given_up) {
            return collector->deliver(body, given_up);
        });
    pool::copy_log_to([shipper = shipper_, worker](const pool::LogLine& line) {
        shipper->offer(pool::shipping_record(line, worker));
    });
}

Shipping::~Shipping() {
    if (shipper_) shipper_->finish(kFlushLimit);
}

}  // namespace kiln::cmd
