#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kiln::messaging {

// What `code` is taken for where a request does not say. AsItLooks: base64 where it reads like
// that of source text, else the text itself.
enum class DefaultEncoding { Base64, AsItLooks };

// One way by which requests come in: the name under which a source takes them, and what holds for
// those that ask for nothing else. All routes carry the same fields and lead to the same Intake.
// Plain data.
struct Route {
    std::string subject;
    std::string queue_group;  // every instance subscribes in it, so a request reaches one of them
    DefaultEncoding encoding = DefaultEncoding::Base64;
    std::chrono::milliseconds deadline{0};       // from arrival until the answer is on its way
    std::optional<std::size_t> most_code_bytes;  // decoded, all files together; nothing: any
};

// Shared by every request that came by it.
using RoutePtr = std::shared_ptr<const Route>;
using Routes = std::vector<RoutePtr>;

}  // namespace kiln::messaging
