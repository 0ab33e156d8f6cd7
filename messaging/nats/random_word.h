#pragma once

#include <string>

namespace kiln::messaging {

// 32 hexadecimal digits, 128 bits from the kernel: a token of a NATS subject that nobody guesses.
[[nodiscard]] std::string random_word();

}  // namespace kiln::messaging
