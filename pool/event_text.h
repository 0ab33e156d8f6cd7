#pragma once

#include <string>

#include "pool/protocol/cell_protocol.h"

namespace kiln::pool {

// Which step failed, as an event out of a container says it. Whoever has taken a container over may
// say anything: only letters, digits and the marks of a plain sentence come through.
[[nodiscard]] std::string step_of(const kiln_event& event);

// How a process of a container ended, from the status of wait(2).
[[nodiscard]] std::string end_of_runtime(int status);

}  // namespace kiln::pool
