#pragma once

#include <string>
#include <string_view>

#include "messaging/codec/request.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// Reads a request's JSON object. Keys match in any case, the last of several wins, unknown ones
// are ignored, null is the same as absent; the text `null` is an empty request. Bytes that are
// not UTF-8 and lone surrogates become U+FFFD.
//
// The Error's step is the sentence for the client: "invalid request: \"code\" must be a string,
// not a number". Any bytes at all are safe to pass.
[[nodiscard]] pool::Result<Request> decode_request(std::string_view message);

}  // namespace kiln::messaging
