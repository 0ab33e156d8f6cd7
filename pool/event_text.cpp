#include "pool/event_text.h"

#include <sys/wait.h>

#include <string_view>

#include "pool/protocol/gate_environment.h"

namespace kiln::pool {

std::string step_of(const kiln_event& event) {
    const std::string_view told(event.step, sizeof event.step);
    std::string step(told.substr(0, told.find('\0')));
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-/.,:'()";
    for (char& letter : step)
        if (kPlain.find(letter) == kPlain.npos) letter = '?';
    return step;
}

std::string end_of_runtime(int status) {
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    if (WEXITSTATUS(status) == KILN_GATE_CANNOT)
        return "this kernel lacks CONFIG_CHECKPOINT_RESTORE: jobs start cold";
    if (WEXITSTATUS(status) == KILN_GATE_CANNOT_FORK)
        return "it cannot be forked here: one is started in each cell";
    return "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace kiln::pool
