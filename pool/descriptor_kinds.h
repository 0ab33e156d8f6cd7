#pragma once

#include "pool/base/unique_fd.h"

namespace kiln::pool {

// Descriptors from a container are used only as what they should be: of another kind (a file, a
// device, an epoll instance) they could block us, never end, or not be waited for at all.

// A socket of messages, which does not block from now on.
[[nodiscard]] bool is_message_socket(const UniqueFd& fd);

// A pipe to read from alone: another kind of descriptor of one cannot be waited for (O_PATH), or would
// keep it from ever ending.
[[nodiscard]] bool is_pipe(const UniqueFd& fd);

}  // namespace kiln::pool
