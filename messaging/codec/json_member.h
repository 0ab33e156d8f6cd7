#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::messaging {

// One value of a JSON document, for those who need no more of it than that. `pointer` says where
// it is (RFC 6901, "/State/Pid"). Nothing: no valid JSON, no such member, or another type.
[[nodiscard]] std::optional<std::string> text_member(std::string_view json,
                                                     std::string_view pointer);
[[nodiscard]] std::optional<std::int64_t> number_member(std::string_view json,
                                                        std::string_view pointer);

}  // namespace kiln::messaging
