#include "outcomes.h"

#include <doctest/doctest.h>

namespace kiln::messaging {

ParsedReply::ParsedReply(std::string_view json) : json_(json) {
    INFO(json);
    REQUIRE(parser_.parse(json_).get(root_) == simdjson::SUCCESS);
}

std::string ParsedReply::text(std::string_view pointer) const {
    std::string_view value;
    CAPTURE(pointer);
    REQUIRE(root_.at_pointer(pointer).get(value) == simdjson::SUCCESS);
    return std::string(value);
}

bool ParsedReply::flag(std::string_view pointer) const {
    bool value = false;
    CAPTURE(pointer);
    REQUIRE(root_.at_pointer(pointer).get(value) == simdjson::SUCCESS);
    return value;
}

bool ParsedReply::has(std::string_view pointer) const {
    return root_.at_pointer(pointer).error() == simdjson::SUCCESS;
}

bool ParsedReply::is_null(std::string_view pointer) const {
    return has(pointer) && root_.at_pointer(pointer).is_null();
}

double ParsedReply::number(std::string_view pointer) const {
    double value = 0;
    CAPTURE(pointer);
    REQUIRE(root_.at_pointer(pointer).get(value) == simdjson::SUCCESS);
    return value;
}

}  // namespace kiln::messaging
