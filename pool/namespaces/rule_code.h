#pragma once

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pool/base/result.h"
#include "pool/namespaces/syscall_rules.h"

namespace kiln::pool {

// Classic BPF, as filter_code.h puts it together.
using Code = std::vector<sock_filter>;

// A conditional jump goes no further (struct sock_filter).
inline constexpr std::size_t kFarthestJump = 255;

[[nodiscard]] inline sock_filter statement(unsigned code, std::uint32_t k) {
    return {static_cast<__u16>(code), 0, 0, k};
}
[[nodiscard]] inline sock_filter jump(unsigned how, std::uint32_t k, std::size_t if_true,
                                      std::size_t if_false) {
    return {static_cast<__u16>(BPF_JMP | how | BPF_K), static_cast<__u8>(if_true),
            static_cast<__u8>(if_false), k};
}
inline void append(Code& code, const Code& more) {
    code.insert(code.end(), more.begin(), more.end());
}

// One rule: answers if all its conditions hold, else falls through. An Error: it has more values
// than a jump reaches over.
[[nodiscard]] Result<Code> code_of(const SyscallRule& rule);

}  // namespace kiln::pool
