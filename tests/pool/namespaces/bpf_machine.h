#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstdint>
#include <span>

namespace kiln::pool {

// What a classic BPF program for seccomp(2) answers to a call: runs it here, instruction by
// instruction, so that no call need be made. Any instruction that the kernel's checker would not
// take, a jump out of the program, or an end without an answer: kNoAnswer.
inline constexpr std::uint32_t kNoAnswer = 0xdeadbeef;
[[nodiscard]] std::uint32_t answer_of(std::span<const sock_filter> program,
                                      const seccomp_data& call);

}  // namespace kiln::pool
