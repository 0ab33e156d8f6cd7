#pragma once

#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "pool/base/result.h"

namespace kiln::engine {

// What a job may ask for, apart from limits (limits.h): names of files, arguments, environment.
// The kernel would refuse some of it anyway; here the refusal names the field.
inline constexpr std::size_t kMostFiles = 64;
inline constexpr std::size_t kMostArgs = 256;
inline constexpr std::size_t kMostEnv = 256;
inline constexpr std::size_t kMostArgBytes = 128 * 1024;  // args and env, with terminators

// Success, or an Error whose step is a sentence for the client that begins with the field's
// name: `files[2].name "a//b" has an empty part`. No two files may have one name, be called like
// the main source or an artifact of the language, or be a folder of another.
[[nodiscard]] pool::Result<void> check_job(const Job& job, const Language& language);

}  // namespace kiln::engine
