#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "pool/base/http_client.h"

namespace kiln::pool {

// What became of a batch. `why` is empty where it was accepted, and tells no secret.
struct Delivery {
    enum class End {
        Accepted,
        Again,    // it may fare better later: no connection, no answer, 408, 429, 5xx
        Refused,  // it never will
    };
    End end = End::Accepted;
    std::string why;
};

// Where log records go: one URL that takes a JSON array, gzipped, with a bearer token. One thread
// at a time.
class Collector {
  public:
    // `url` is used as it is. `token` is sent to nobody else: no redirection is followed.
    Collector(std::string url, std::string token);

    // Blocks for ten seconds at most, or for a tenth of one after `given_up` says true.
    [[nodiscard]] Delivery deliver(std::string_view body, const std::function<bool()>& given_up);

  private:
    const std::string url_;
    const std::string authorization_;
    HttpClient http_;
};

}  // namespace kiln::pool
