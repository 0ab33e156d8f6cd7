#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/job.h"
#include "messaging/subjects.h"

namespace kiln::messaging {

// A request as it came from the wire. Plain data.
struct Inbound {
    Subject subject = Subject::Compiler;
    std::string reply_to;  // never empty: what cannot be answered is not passed on
    std::string payload;
    std::optional<std::string> deadline_ms;  // header Kiln-Deadline-Ms, as sent
    std::string client_ip;                   // header X-Client-IP, "" where absent
    engine::Clock::time_point arrived;       // when the client library handed it to us

    [[nodiscard]] std::size_t bytes() const {
        return payload.size() + reply_to.size() + client_ip.size() + sizeof(Inbound);
    }
};

}  // namespace kiln::messaging
