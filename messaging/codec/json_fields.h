#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pool/base/result.h"

namespace kiln::messaging {

// Readers of one JSON value each, for request_decoder. `field` is the path of the value as the
// client should read it, "files[0].name"; each Error names it.

// "invalid request: " before `what`: how every complaint about a request starts.
[[nodiscard]] pool::Error invalid_request(std::string_view what);
[[nodiscard]] pool::Error invalid_field(std::string_view field, std::string_view what);

[[nodiscard]] pool::Result<std::string> read_string(std::string_view field,
                                                    simdjson::dom::element value);
[[nodiscard]] pool::Result<std::uint64_t> read_count(std::string_view field,
                                                     simdjson::dom::element value);
[[nodiscard]] pool::Result<simdjson::dom::object> read_object(std::string_view field,
                                                              simdjson::dom::element value);
[[nodiscard]] pool::Result<simdjson::dom::array> read_array(std::string_view field,
                                                            simdjson::dom::element value);

// "field[index]" and "field.key".
[[nodiscard]] std::string element_path(std::string_view field, std::size_t index);
[[nodiscard]] std::string member_path(std::string_view field, std::string_view key);

}  // namespace kiln::messaging
