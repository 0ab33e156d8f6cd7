#pragma once

#include <string>

#include "pool/base/result.h"

namespace kiln::messaging {

// Whether texts in PEM are what they should be, before they are given to a library that says "SSL
// Error" to all of them, or asks a terminal for a pass phrase.

// One certificate at least.
[[nodiscard]] pool::Result<void> check_certificates(const std::string& pem);

// A private key that is not encrypted, the one of the first certificate.
[[nodiscard]] pool::Result<void> check_key(const std::string& key, const std::string& certificates);

}  // namespace kiln::messaging
