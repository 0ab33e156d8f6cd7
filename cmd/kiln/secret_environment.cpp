#include "cmd/kiln/secret_environment.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace kiln::cmd {

namespace {

// The URLs because of the passwords and tokens that they may hold.
constexpr const char* kSecret[] = {"NATSURL", "KILN_NATS_PASSWORD", "KILN_NATS_TOKEN",
                                   "BETTERSTACKUPLOADURL", "BETTERSTACKSOURCETOKEN"};
constexpr std::string_view kUrlFlag = "--nats-url=";

}  // namespace

void forget_secret_variables() {
    for (const char* name : kSecret) {
        char* const value = std::getenv(name);
        if (value == nullptr) continue;
        ::explicit_bzero(value, std::strlen(value));
        ::unsetenv(name);
    }
}

void hide_credentials(char* word) {
    const std::string_view text(word);
    const std::size_t at = text.rfind('@');
    if (at == text.npos) return;
    const std::size_t scheme = text.find("://");
    std::size_t begin = text.starts_with(kUrlFlag) ? kUrlFlag.size() : 0;
    if (scheme != text.npos && scheme < at) begin = scheme + 3;
    std::fill(word + begin, word + at, '*');
}

}  // namespace kiln::cmd
