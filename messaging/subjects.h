#pragma once

namespace kiln::messaging {

// Where requests come in. Both subjects carry the same fields; they differ in how `code` is
// encoded when the request does not say, in the size limit, and in how long clients wait.
enum class Subject { Compiler, Problems };

inline constexpr const char* kCompilerSubject = "compiler.execute.request";
inline constexpr const char* kProblemsSubject = "problems.execute.request";

// Every instance subscribes in this group, so a request reaches one of them.
inline constexpr const char* kQueueGroup = "engine-workers";

}  // namespace kiln::messaging
