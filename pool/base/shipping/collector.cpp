#include "pool/base/shipping/collector.h"

#include "pool/base/shipping/gzip.h"

namespace kiln::pool {

namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr long kRequestTimeout = 408;
constexpr long kTooManyRequests = 429;

Delivery::End end_of(long status) {
    if (status >= 200 && status < 300) return Delivery::End::Accepted;
    const bool later = status >= 500 || status == kRequestTimeout || status == kTooManyRequests;
    return later ? Delivery::End::Again : Delivery::End::Refused;
}

}  // namespace

Collector::Collector(std::string url, std::string token)
    : url_(std::move(url)),
      authorization_("Authorization: Bearer " + std::move(token)),
      http_(HttpClient::over_network()) {}

Delivery Collector::deliver(std::string_view body, const std::function<bool()>& given_up) {
    const Result<std::string> packed = gzip(body);
    if (!packed) return {Delivery::End::Refused, packed.error().text()};
    const auto answer = http_.post(
        url_, {authorization_, "Content-Type: application/json", "Content-Encoding: gzip"},
        packed.value(), kPatience, given_up);
    if (!answer) return {Delivery::End::Again, answer.error().text()};
    const Delivery::End end = end_of(answer.value().status);
    if (end == Delivery::End::Accepted) return {};
    return {end, "the collector answers " + std::to_string(answer.value().status)};
}

}  // namespace kiln::pool
