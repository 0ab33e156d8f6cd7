// Says what the filter of syscalls.conf answers, for check.py: reads lines "NUMBER A0 A1 A2 A3 A4 A5",
// decimal, and prints a line for each: "allow", "done", an error's name, or "kill" for anything else.
// argv[1]: the rules' file.
#include <linux/audit.h>

#include <cstdio>
#include <cstring>

#include "pool/base/files.h"
#include "pool/namespaces/filter_code.h"
#include "tests/pool/namespaces/bpf_machine.h"

namespace {

const char* word_for(std::uint32_t answer) {
    if (answer == SECCOMP_RET_ALLOW) return "allow";
    if ((answer & SECCOMP_RET_ACTION_FULL) != SECCOMP_RET_ERRNO) return "kill";
    const auto error = static_cast<int>(answer & SECCOMP_RET_DATA);
    return error == 0 ? "done" : strerrorname_np(error);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace kiln::pool;
    if (argc != 2) return 2;
    const auto text = read_file(argv[1]);
    const auto rules = text ? parse_syscall_rules(text.value(), argv[1]) : text.error();
    const auto code = rules ? filter_code(rules.value()) : rules.error();
    if (!code) {
        std::fprintf(stderr, "%s\n", code.error().text().c_str());
        return 1;
    }
    seccomp_data call{};
    call.arch = AUDIT_ARCH_X86_64;
    unsigned long long a[6];
    while (std::scanf("%d %llu %llu %llu %llu %llu %llu", &call.nr, a, a + 1, a + 2, a + 3, a + 4,
                      a + 5) == 7) {
        for (int i = 0; i < 6; ++i) call.args[i] = a[i];
        std::printf("%s\n", word_for(answer_of(code.value(), call)));
    }
    std::fprintf(stderr, "%zu instructions\n", code.value().size());
    return 0;
}
