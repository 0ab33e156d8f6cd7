#include "engine/warm/driver_commands.h"

#include <doctest/doctest.h>

namespace kiln::engine {

using Words = std::vector<std::string>;

TEST_CASE("the driver's words become a compiler, an assembler and mold") {
    const auto parsed = parse_driver_commands(
        "Using built-in specs.\nCOLLECT_GCC_OPTIONS='-O2'\n"
        " /usr/lib/gcc/12/cc1plus -quiet main.cpp \"-mtune=generic\" \"-D A\" -o - |\n"
        " as --64 -o /tmp/ccX1y2.o\n"
        "COMPILER_PATH=/usr\n"
        " /usr/lib/gcc/12/collect2 -plugin /x/liblto.so \"-plugin-opt=-pass\" -o program Scrt1.o "
        "/tmp/ccX1y2.o -lm\n");
    REQUIRE(parsed);
    CHECK(parsed.value().compile == Words{"/usr/lib/gcc/12/cc1plus", "-quiet", "main.cpp",
                                          "-mtune=generic", "-D A", "-o", "-"});
    CHECK(parsed.value().assemble == Words{"/usr/bin/as", "--64", "-o", "{object}"});
    CHECK(parsed.value().link == Words{"/usr/bin/mold", "--no-fork", "--fatal-warnings", "-o",
                                       "program", "Scrt1.o", "{object}", "-lm"});
}

TEST_CASE("a driver that says something else is not understood") {
    CHECK_FALSE(parse_driver_commands(""));
    CHECK_FALSE(
        parse_driver_commands(" /usr/bin/clang-14 -cc1 main.cpp -o x.o\n /usr/bin/ld x.o\n"));
    CHECK_FALSE(
        parse_driver_commands(" cc1 main.c -o /tmp/ccA.s\n as -o /tmp/ccB.o /tmp/ccA.s\n"
                              " collect2 /tmp/ccB.o\n"));
    CHECK_FALSE(parse_driver_commands(" cc1 main.c -o -\n as -o x.o\n collect2 x.o\n"));
}

}  // namespace kiln::engine
