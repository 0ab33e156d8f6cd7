#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kiln::messaging {

// What a server says that it does not permit: its "Permissions Violation for Publish to "a.b"",
// or "... for Subscription to "a.b" using queue "c"".
struct Violation {
    enum class Of { Publish, Subscription };
    Of of = Of::Publish;
    std::string subject;
};

// Nothing: the text is about something else.
[[nodiscard]] std::optional<Violation> read_violation(std::string_view text);

// Whether it is about being found by the NATS service API, which no request needs.
[[nodiscard]] bool is_discovery(const Violation& violation);

}  // namespace kiln::messaging
