#include "messaging/codec/json_fields.h"

namespace kiln::messaging {

namespace {

std::string_view type_name(simdjson::dom::element value) {
    switch (value.type()) {
        case simdjson::dom::element_type::ARRAY:
            return "an array";
        case simdjson::dom::element_type::OBJECT:
            return "an object";
        case simdjson::dom::element_type::STRING:
            return "a string";
        case simdjson::dom::element_type::BOOL:
            return "a boolean";
        case simdjson::dom::element_type::NULL_VALUE:
            return "null";
        default:
            return "a number";
    }
}

pool::Error wrong_type(std::string_view field, std::string_view wanted,
                       simdjson::dom::element value) {
    return invalid_field(
        field, std::string("must be ").append(wanted).append(", not ").append(type_name(value)));
}

}  // namespace

pool::Error invalid_request(std::string_view what) {
    return pool::plain_error(std::string("invalid request: ").append(what));
}

pool::Error invalid_field(std::string_view field, std::string_view what) {
    return invalid_request(std::string("\"").append(field).append("\" ").append(what));
}

pool::Result<std::string> read_string(std::string_view field, simdjson::dom::element value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return wrong_type(field, "a string", value);
    return std::string(text);
}

pool::Result<std::uint64_t> read_count(std::string_view field, simdjson::dom::element value) {
    std::uint64_t count = 0;
    if (value.get(count) == simdjson::SUCCESS) return count;
    if (value.is_number()) return invalid_field(field, "must be a whole number, 0 or more");
    return wrong_type(field, "a whole number", value);
}

pool::Result<simdjson::dom::object> read_object(std::string_view field,
                                                simdjson::dom::element value) {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) return wrong_type(field, "an object", value);
    return object;
}

pool::Result<simdjson::dom::array> read_array(std::string_view field,
                                              simdjson::dom::element value) {
    simdjson::dom::array array;
    if (value.get(array) != simdjson::SUCCESS) return wrong_type(field, "an array", value);
    return array;
}

std::string element_path(std::string_view field, std::size_t index) {
    return std::string(field).append("[").append(std::to_string(index)).append("]");
}

std::string member_path(std::string_view field, std::string_view key) {
    return std::string(field).append(".").append(key);
}

}  // namespace kiln::messaging
