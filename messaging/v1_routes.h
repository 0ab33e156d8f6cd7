#pragma once

#include "messaging/route.h"

namespace kiln::messaging {

// The two routes of the first wire contract, as its clients know them; they wait a little longer
// than these deadlines.

inline constexpr const char* kCompilerSubject = "compiler.execute.request";
inline constexpr const char* kProblemsSubject = "problems.execute.request";
inline constexpr const char* kQueueGroup = "engine-workers";

// Code that a person wrote.
[[nodiscard]] inline Route compiler_route() {
    return {kCompilerSubject, kQueueGroup, DefaultEncoding::Base64,
            std::chrono::milliseconds(14'000), 10'000};
}

// Code inside a harness, which makes it longer; clients send it as it is or as base64.
[[nodiscard]] inline Route problems_route() {
    return {kProblemsSubject, kQueueGroup, DefaultEncoding::AsItLooks,
            std::chrono::milliseconds(9'700), std::nullopt};
}

}  // namespace kiln::messaging
