#include "messaging/nats/violation.h"

namespace kiln::messaging {

namespace {

// The subject between the quotes after `before`; a subject has none itself, unless a client made it.
std::optional<std::string> quoted_after(std::string_view text, std::string_view before) {
    const std::size_t found = text.find(before);
    if (found == text.npos) return std::nullopt;
    const std::string_view rest = text.substr(found + before.size());
    return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

std::optional<Violation> read_violation(std::string_view text) {
    if (auto subject = quoted_after(text, "Permissions Violation for Publish to \""))
        return Violation{Violation::Of::Publish, *std::move(subject)};
    if (auto subject = quoted_after(text, "Permissions Violation for Subscription to \""))
        return Violation{Violation::Of::Subscription, *std::move(subject)};
    return std::nullopt;
}

bool is_discovery(const Violation& violation) {
    return violation.of == Violation::Of::Subscription && violation.subject.starts_with("$SRV.");
}

}  // namespace kiln::messaging
