#pragma once

#include <string>
#include <string_view>

#include "pool/base/result.h"

namespace kiln::messaging {

// RFC 4648 base64, standard alphabet, padded. As strict, and as lenient, as the decoder clients
// were written against (Go's base64.StdEncoding): '\r' and '\n' are skipped anywhere, leftover
// bits in the last character are not looked at, everything else is an error.
//
// The Error's step is that decoder's text, "illegal base64 data at input byte N", with its N:
// the offending byte, or, where input ends inside a group of four, the input's length minus the
// characters of that group.
[[nodiscard]] pool::Result<std::string> decode_base64(std::string_view text);

[[nodiscard]] std::string encode_base64(std::string_view bytes);

}  // namespace kiln::messaging
