#include "pool/base/result.h"

#include <cerrno>

namespace kiln::pool {

std::string Error::text() const {
    std::string line = step;
    if (code) line += ": " + code.message();
    if (!hint.empty()) line += " (" + hint + ")";
    return line;
}

Error errno_error(std::string step, std::string hint) {
    return errno_error(errno, std::move(step), std::move(hint));
}

Error errno_error(int number, std::string step, std::string hint) {
    return {std::move(step), std::error_code(number, std::system_category()), std::move(hint)};
}

Error plain_error(std::string step, std::string hint) {
    return {std::move(step), {}, std::move(hint)};
}

}  // namespace kiln::pool
