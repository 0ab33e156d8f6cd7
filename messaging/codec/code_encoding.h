#pragma once

#include <string>

#include "messaging/codec/request.h"
#include "messaging/route.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// The bytes of a request's code. `encoding` decides where the request has it, else `otherwise`;
// AsItLooks takes for base64 what looks_like_base64_source(). The Error's step is decode_base64()'s.
[[nodiscard]] pool::Result<std::string> decode_code(const Request& request,
                                                    DefaultEncoding otherwise);

// Whether `code` is base64 and its content reads like source text: well-formed, without line
// breaks, at least 8 characters, and decoding to valid UTF-8 without control characters other
// than tab, line feed, form feed and carriage return, with at least one byte that no base64
// text has (a blank, a bracket): a lone word that happens to be well-formed is left alone.
[[nodiscard]] bool looks_like_base64_source(std::string_view code);

}  // namespace kiln::messaging
