#include "messaging/codec/json_member.h"

#include <simdjson.h>

namespace kiln::messaging {

namespace {

template <typename Read, typename Value>
std::optional<Value> member(std::string_view json, std::string_view pointer) {
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(json);
    simdjson::dom::element document;
    Read value{};
    if (parser.parse(padded).get(document) != simdjson::SUCCESS) return std::nullopt;
    if (document.at_pointer(pointer).template get<Read>().get(value) != simdjson::SUCCESS)
        return std::nullopt;
    return Value(value);
}

}  // namespace

std::optional<std::string> text_member(std::string_view json, std::string_view pointer) {
    return member<std::string_view, std::string>(json, pointer);
}

std::optional<std::int64_t> number_member(std::string_view json, std::string_view pointer) {
    return member<std::int64_t, std::int64_t>(json, pointer);
}

}  // namespace kiln::messaging
