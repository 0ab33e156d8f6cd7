#include "pool/base/result.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <ostream>

namespace kiln::pool {

TEST_CASE("an error's text has its step, what errno says, and its hint in brackets") {
    CHECK(plain_error("make a thing").text() == "make a thing");
    CHECK(plain_error("make a thing", "try again").text() == "make a thing (try again)");
    CHECK(errno_error(ENOENT, "open x").text() == "open x: No such file or directory");
    CHECK(errno_error(ENOENT, "open x", "create it").text() ==
          "open x: No such file or directory (create it)");
}

TEST_CASE("an error from errno keeps the number it found") {
    errno = EACCES;
    const Error error = errno_error("open x");
    CHECK(error.code == std::errc::permission_denied);
    CHECK_FALSE(plain_error("x").code);
}

}  // namespace kiln::pool
