#include "pool/protocol/preamble.h"

#include <doctest/doctest.h>

#include <string>

namespace kiln::pool {

namespace {

bool has(const std::string& source, const std::string& headers, kiln_preamble* found = nullptr) {
    kiln_preamble preamble{};
    const bool yes =
        kiln_has_preamble(source.data(), source.size(), headers.c_str(), &preamble) != 0;
    if (found != nullptr) *found = preamble;
    return yes;
}

}  // namespace

TEST_CASE("a preamble is the leading includes, with blank lines and comments between") {
    const std::string source =
        "// first\n\n/* a\n b */ #include <iostream>\r\n"
        "  #  include  <vector> // more\nint main() {}\n";
    kiln_preamble found{};
    CHECK(has(source, "iostream,vector", &found));
    CHECK(found.count == 2);
    CHECK(found.header[0].line == 4);
    CHECK(found.header[1].line == 5);
    CHECK(source.substr(found.header[0].at, found.header[0].size) == "#include <iostream>\r\n");
    CHECK(source.substr(found.header[1].at, found.header[1].size) ==
          "#  include  <vector> // more\n");
    CHECK(found.in_order == 1);
}

TEST_CASE("further includes are no part of it, fewer or others are another preamble") {
    const std::string source = "#include <iostream>\n#include <map>\n";
    CHECK(has(source, "iostream"));
    CHECK(has(source, "iostream,map"));
    CHECK_FALSE(has(source, "iostream,vector"));
    CHECK_FALSE(has(source, "ios"));
    CHECK_FALSE(has(source, "iostream,map,set"));
    CHECK_FALSE(has(source, ""));
    CHECK_FALSE(has("", "iostream"));
}

TEST_CASE("headers of the standard libraries may stand in any order, with such others between") {
    const std::string source =
        "#include <map>\n#include <cstdio>\n// c\n#include <iostream>\nint x;\n";
    kiln_preamble found{};
    CHECK(has(source, "iostream,map", &found));
    CHECK(found.in_order == 0);
    CHECK(found.header[0].line == 4);
    CHECK(found.header[1].line == 1);
    CHECK(source.substr(found.header[0].at, found.header[0].size) == "#include <iostream>\n");
    CHECK(has(source, "map,cstdio", &found));
    CHECK(found.in_order == 1);
    CHECK(has(source, "iostream", &found));
    CHECK(found.in_order == 0);
    for (const char* other :
         {"boost/any.hpp", "sys/types.h", "QString", "unistd.h", "c++/12/map"}) {
        CAPTURE(other);
        const std::string include = "#include <" + std::string(other) + ">\n";
        CHECK_FALSE(has(include + "#include <iostream>\n", "iostream"));
        CHECK(has("#include <iostream>\n" + include, "iostream"));
        CHECK_FALSE(has("#include <map>\n#include <iostream>\n" + include,
                        "iostream," + std::string(other)));
    }
    CHECK(has("#include <stdlib.h>\n#include <stdio.h>\n", "stdio.h"));
    CHECK_FALSE(has("#include <map>\n#define NDEBUG\n#include <iostream>\n", "iostream"));
}

TEST_CASE("what could change the headers, or what a line is, comes before none") {
    for (const char* before : {"#define NDEBUG\n", "#pragma GCC optimize(\"O0\")\n", "#if 1\n",
                               "int x;\n", "\xEF\xBB\xBF", "// splice \\\n", "/* \\\n */",
                               "#include \"own.h\"\n", "\r", "/* open ", "?"}) {
        CAPTURE(before);
        CHECK_FALSE(has(std::string(before) + "#include <iostream>\nint main() {}\n", "iostream"));
    }
    for (const char* line :
         {"#include <iostream>", "#include <iostream> int x;\n", "#include_next <iostream>\n",
          "#include \"iostream\"\n", "#include <iostream> /* c */\n", "#import <iostream>\n"}) {
        CAPTURE(line);
        CHECK_FALSE(has(line, "iostream"));
    }
    CHECK_FALSE(has(std::string("// nul \0\n#include <iostream>\n", 29), "iostream"));
}

TEST_CASE("a source that asks for what only the main file answers has none") {
    const std::string head = "#include <iostream>\n";
    CHECK_FALSE(has(head + "#pragma once\n", "iostream"));
    CHECK_FALSE(has(head + "#pragma \\\n once\n", "iostream"));
    CHECK_FALSE(has(head + "_Pragma(\"once\")\n", "iostream"));
    CHECK_FALSE(has(head + "#pragma GCC system_header\n", "iostream"));
    CHECK_FALSE(has(head + "#include_next <vector>\n", "iostream"));
    CHECK(has(head + "#pragma GCC optimize(\"O3\")\nint once;\n", "iostream"));
}

namespace {

// The directives' texts with '|' after each, then the rest; "none" where there are none.
std::string leading(const std::string& source) {
    kiln_directives found{};
    if (kiln_leading_directives(source.data(), source.size(), &found) == 0) return "none";
    std::string text;
    for (unsigned i = 0; i < found.count; ++i) {
        CHECK(found.each[i].includes ==
              (source.substr(found.each[i].at).find("include") < 8 ? 1 : 0));
        text += source.substr(found.each[i].at, found.each[i].size) + "|";
    }
    return text + source.substr(found.end);
}

}  // namespace

TEST_CASE("the leading directives are includes and defines, up to the last include") {
    CHECK(leading(
              "// a\n#include <map>\r\n\n#define N 5 // five\n#include <sys/types.h>\nint x;\n") ==
          "#include <map>|#define N 5 // five|#include <sys/types.h>|int x;\n");
    CHECK(leading("#include <map>\n#define N 5\nint x;\n") ==
          "#include <map>|#define N 5\nint x;\n");
    CHECK(leading("#include <c++/12/map>\n#pragma GCC optimize(\"O3\")\n#include <set>\n") ==
          "#include <c++/12/map>|#pragma GCC optimize(\"O3\")\n#include <set>\n");
    CHECK(leading("#include <map>\n#if 1\n#include <set>\n#endif\n") ==
          "#include <map>|#if 1\n#include <set>\n#endif\n");
}

TEST_CASE("no leading directives where a doubt is left") {
    CHECK(leading("") == "none");
    CHECK(leading("#define N 5\nint x;\n") == "none");
    CHECK(leading("#include \"own.h\"\n#include <map>\n") == "none");
    for (const char* line :
         {"#include </etc/passwd>\n", "#include <../map>\n", "#include <a b>\n", "#include <>\n",
          "#include <map", "#define A \\\n", "#define A /* \n*/\n",
          "#define A ?"
          "?/\n",
          "#include <map> int x;\n"}) {
        CAPTURE(line);
        CHECK(leading(std::string(line) + "#include <map>\n") == "none");
    }
    CHECK(leading("#include <map>\n#pragma once\n") == "none");
    std::string many;
    for (unsigned i = 0; i <= KILN_MAX_DIRECTIVES; ++i) many += "#include <map>\n";
    CHECK(leading(many) == "none");
}

}  // namespace kiln::pool
