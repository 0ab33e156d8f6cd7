#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "messaging/subjects.h"
#include "pool/base/result.h"

namespace kiln::messaging {

struct ClientRequest {
    std::string nats_url;
    Subject subject = Subject::Compiler;
    std::string payload;
    std::chrono::milliseconds timeout{15'000};  // for the answer
};

// Sends one request through NATS and waits for its answer, blocking the calling thread. The
// Error says which of the ways failed: no server, nobody that listens, no answer in time.
[[nodiscard]] pool::Result<std::string> send_request(const ClientRequest& request);

}  // namespace kiln::messaging
