#include "messaging/nats/random_word.h"

#include <sys/random.h>

#include <array>
#include <cstdint>

#include "pool/base/assert.h"

namespace kiln::messaging {

std::string random_word() {
    constexpr const char* kDigits = "0123456789abcdef";
    std::array<std::uint8_t, 16> bytes{};
    // Up to 256 bytes come whole and cannot fail once the kernel has booted (getrandom(2)).
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    KILN_ASSERT(got == static_cast<ssize_t>(bytes.size()));
    std::string word;
    word.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) word += {kDigits[byte >> 4], kDigits[byte & 0xf]};
    return word;
}

}  // namespace kiln::messaging
