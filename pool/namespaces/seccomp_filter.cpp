#include "pool/namespaces/seccomp_filter.h"

#include <string_view>

#include "pool/base/memfd.h"
#include "pool/namespaces/filter_code.h"

namespace kiln::pool {

Result<UniqueFd> compile_seccomp_filter(const SyscallRules& rules) {
    BOOST_OUTCOME_TRY(const std::vector<sock_filter> code, filter_code(rules));
    return sealed_memfd("kiln-seccomp", {reinterpret_cast<const char*>(code.data()),
                                         code.size() * sizeof(sock_filter)});
}

}  // namespace kiln::pool
