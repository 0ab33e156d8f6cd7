#pragma once

#include <string>
#include <string_view>

namespace kiln::engine {

// Versions as toolchains print them and as clients ask for them.

// The first number in `text`, with the dotted parts that follow: "go version go1.19.8 linux"
// is "1.19.8". "" where there is none. Takes any bytes.
[[nodiscard]] std::string first_version(std::string_view text);

// Whether `asked` means `present`: equal, or its beginning up to a dot ("3" and "3.11" mean
// "3.11.2", "3.1" does not). "" means any.
[[nodiscard]] bool version_matches(std::string_view asked, std::string_view present);

}  // namespace kiln::engine
