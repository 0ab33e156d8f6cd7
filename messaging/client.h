#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "messaging/headers.h"
#include "messaging/nats/server_access.h"
#include "messaging/v1_routes.h"
#include "pool/base/result.h"

namespace kiln::messaging {

struct ClientRequest {
    ServerAccess nats;
    std::string subject = kCompilerSubject;
    std::string payload;
    Headers headers;
    std::chrono::milliseconds timeout{15'000};  // for the answer
};

// Sends one request through NATS and waits for its answer, blocking the calling thread. The
// Error says which of the ways failed: no server, nobody that listens, no answer in time.
[[nodiscard]] pool::Result<std::string> send_request(const ClientRequest& request);

// A connection of its own for one thread that sends many requests, each when the last is answered.
// An answer that came after its request was given up is thrown away. The connection comes back
// by itself when the server was gone; what was asked meanwhile fails.
class Client {
  public:
    // The Error names the server that cannot be reached, without its credentials. `access` must
    // outlive the client.
    [[nodiscard]] static pool::Result<Client> connect(const ServerAccess& access);
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    ~Client();

    // Blocks until the answer is there, `timeout` is over, or `given_up` is true (looked at every
    // 100 ms); the Error says which, as for send_request.
    [[nodiscard]] pool::Result<std::string> request(const std::string& subject,
                                                    std::string_view payload,
                                                    std::chrono::milliseconds timeout,
                                                    const std::atomic<bool>& given_up);

  private:
    struct State;
    explicit Client(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace kiln::messaging
