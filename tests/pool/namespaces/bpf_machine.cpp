#include "tests/pool/namespaces/bpf_machine.h"

#include <cstring>

namespace kiln::pool {

std::uint32_t answer_of(std::span<const sock_filter> program, const seccomp_data& call) {
    std::uint32_t accumulator = 0;
    std::uint32_t index = 0;
    for (std::size_t at = 0; at < program.size(); ++at) {
        const sock_filter& it = program[at];
        switch (it.code) {
            case BPF_LD | BPF_W | BPF_ABS:
                if (it.k % 4 != 0 || it.k > sizeof call - 4) return kNoAnswer;
                std::memcpy(&accumulator, reinterpret_cast<const char*>(&call) + it.k, 4);
                break;
            case BPF_ALU | BPF_AND | BPF_K:
                accumulator &= it.k;
                break;
            case BPF_ALU | BPF_SUB | BPF_K:
                accumulator -= it.k;
                break;
            case BPF_ALU | BPF_LSH | BPF_X:
                if (index > 31) return kNoAnswer;
                accumulator <<= index;
                break;
            case BPF_MISC | BPF_TAX:
                index = accumulator;
                break;
            case BPF_LD | BPF_IMM:
                accumulator = it.k;
                break;
            case BPF_JMP | BPF_JSET | BPF_K:
                at += (accumulator & it.k) != 0 ? it.jt : it.jf;
                break;
            case BPF_JMP | BPF_JA:
                at += it.k;
                break;
            case BPF_JMP | BPF_JEQ | BPF_K:
                at += accumulator == it.k ? it.jt : it.jf;
                break;
            case BPF_JMP | BPF_JGE | BPF_K:
                at += accumulator >= it.k ? it.jt : it.jf;
                break;
            case BPF_RET | BPF_K:
                return it.k;
            default:
                return kNoAnswer;
        }
    }
    return kNoAnswer;
}

}  // namespace kiln::pool
