#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::pool {

struct HttpAnswer {
    long status = 0;   // 200, 404, ...
    std::string body;  // as it came, kMostBody at most
};

// Speaks HTTP, blocking: one request after the other on a connection that is kept. Over a unix
// socket (`request`), or over the network (`post`). The one place that includes libcurl. One thread
// at a time; movable, not copyable.
class HttpClient {
  public:
    static constexpr std::size_t kMostBody = 16u << 20;

    // Connects at the first request.
    explicit HttpClient(std::string socket_path);
    [[nodiscard]] static HttpClient over_network() { return HttpClient(""); }
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    // `target` is the path with its query; `json`, where not empty, is sent as the body. An
    // answer of whatever status is an answer. The Error: nobody listens, no answer before the
    // timeout, a body above kMostBody, or `given_up` turned true (looked at about every second).
    [[nodiscard]] Result<HttpAnswer> request(const std::string& method, const std::string& target,
                                             const std::string& json,
                                             std::chrono::milliseconds timeout,
                                             const std::atomic<bool>& given_up);

    // Over the network, by http:// or https:// (whose certificate must be good), through the proxy
    // that the environment names. `headers` are whole lines. No redirection is followed. The answer's
    // body is not kept. The Error names no header and not the URL; `given_up` is looked at ten times
    // a second, also while a name is looked up, and ends the wait at once.
    [[nodiscard]] Result<HttpAnswer> post(const std::string& url,
                                          const std::vector<std::string>& headers,
                                          std::string_view body, std::chrono::milliseconds timeout,
                                          const std::function<bool()>& given_up);

  private:
    struct Handle;
    std::string socket_path_;
    std::unique_ptr<Handle> handle_;
};

}  // namespace kiln::pool
