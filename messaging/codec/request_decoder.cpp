#include "messaging/codec/request_decoder.h"

#include <algorithm>
#include <map>
#include <span>

#include "engine/catalogue/catalogue.h"
#include "messaging/codec/base64.h"
#include "messaging/codec/json_fields.h"
#include "messaging/codec/json_repair.h"
#include "messaging/codec/utf8_text.h"

namespace kiln::messaging {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// One key a JSON object may have, and what takes its value into a T.
template <typename T>
struct Field {
    std::string_view key;  // lower case
    pool::Result<void> (*read)(std::string_view path, element value, T& into);
};

// Reads every known member of `members` in order, so that of two the last one wins.
template <typename T>
pool::Result<void> read_members(std::string_view path, object members,
                                std::span<const Field<T>> fields, T& into) {
    for (const auto member : members) {
        const std::string key = engine::fold_case(member.key);
        const auto field = std::ranges::find(fields, key, &Field<T>::key);
        if (field == fields.end() || member.value.is_null()) continue;
        const std::string name = path.empty() ? key : member_path(path, key);
        BOOST_OUTCOME_TRY(field->read(name, member.value, into));
    }
    return pool::success();
}

template <auto Member, typename T>
pool::Result<void> string_into(std::string_view path, element value, T& into) {
    BOOST_OUTCOME_TRY(into.*Member, read_string(path, value));
    return pool::success();
}

template <auto Member>
pool::Result<void> count_into(std::string_view path, element value, engine::LimitRequest& into) {
    BOOST_OUTCOME_TRY(into.*Member, read_count(path, value));
    return pool::success();
}

constexpr Field<engine::LimitRequest> kLimitFields[] = {
    {"wall_ms", count_into<&engine::LimitRequest::wall_ms>},
    {"cpu_ms", count_into<&engine::LimitRequest::cpu_ms>},
    {"memory_mb", count_into<&engine::LimitRequest::memory_mb>},
    {"stack_mb", count_into<&engine::LimitRequest::stack_mb>},
    {"processes", count_into<&engine::LimitRequest::processes>},
    {"output_kb", count_into<&engine::LimitRequest::output_kb>},
};

template <engine::LimitRequest Request::*Member>
pool::Result<void> limits_into(std::string_view path, element value, Request& into) {
    BOOST_OUTCOME_TRY(auto members, read_object(path, value));
    return read_members<engine::LimitRequest>(path, members, kLimitFields, into.*Member);
}

constexpr std::size_t kLongestId = 64;

bool is_id_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
}

pool::Result<void> id_into(std::string_view path, element value, Request& into) {
    BOOST_OUTCOME_TRY(into.id, read_string(path, value));
    if (into.id.empty() || into.id.size() > kLongestId ||
        !std::ranges::all_of(into.id, is_id_character))
        return invalid_field(path, "must be 1 to 64 of A-Z a-z 0-9 _ -");
    return pool::success();
}

pool::Result<Encoding> read_encoding(std::string_view path, element value) {
    BOOST_OUTCOME_TRY(auto word, read_string(path, value));
    if (word == "base64") return Encoding::Base64;
    if (word == "text") return Encoding::Text;
    return invalid_field(path, "must be \"base64\" or \"text\"");
}

pool::Result<void> encoding_into(std::string_view path, element value, Request& into) {
    BOOST_OUTCOME_TRY(into.encoding, read_encoding(path, value));
    return pool::success();
}

// The engine says how many entries it takes. A message has room for very many more, which would
// take long to copy for nothing.
constexpr std::size_t kMostCopied = 4096;

pool::Result<void> check_size(std::string_view path, std::size_t size) {
    if (size <= kMostCopied) return pool::success();
    return invalid_field(path, "has " + std::to_string(size) + " entries, far too many");
}

pool::Result<void> args_into(std::string_view path, element value, Request& into) {
    BOOST_OUTCOME_TRY(auto words, read_array(path, value));
    BOOST_OUTCOME_TRY(check_size(path, words.size()));
    into.args.clear();
    for (const element word : words) {
        BOOST_OUTCOME_TRY(auto text, read_string(element_path(path, into.args.size()), word));
        into.args.push_back(std::move(text));
    }
    return pool::success();
}

// Like a later key of the request, a later variable of the same name wins.
pool::Result<void> env_into(std::string_view path, element value, Request& into) {
    BOOST_OUTCOME_TRY(auto members, read_object(path, value));
    BOOST_OUTCOME_TRY(check_size(path, members.size()));
    std::map<std::string, std::string, std::less<>> variables;
    for (const auto member : members) {
        if (member.value.is_null()) continue;
        BOOST_OUTCOME_TRY(variables[std::string(member.key)],
                          read_string(member_path(path, member.key), member.value));
    }
    into.env.assign(variables.begin(), variables.end());
    return pool::success();
}

struct WireFile {
    std::string name;
    std::string content;
    std::optional<Encoding> encoding;
};

pool::Result<void> file_encoding_into(std::string_view path, element value, WireFile& into) {
    BOOST_OUTCOME_TRY(into.encoding, read_encoding(path, value));
    return pool::success();
}

constexpr Field<WireFile> kFileFields[] = {
    {"name", string_into<&WireFile::name, WireFile>},
    {"content", string_into<&WireFile::content, WireFile>},
    {"encoding", file_encoding_into},
};

pool::Result<engine::SourceFile> read_file(std::string_view path, element value) {
    BOOST_OUTCOME_TRY(auto members, read_object(path, value));
    WireFile file;
    BOOST_OUTCOME_TRY(read_members<WireFile>(path, members, kFileFields, file));
    if (file.encoding != Encoding::Base64)
        return engine::SourceFile{std::move(file.name), std::move(file.content)};
    auto bytes = decode_base64(file.content);
    if (!bytes) return invalid_field(member_path(path, "content"), bytes.error().step);
    return engine::SourceFile{std::move(file.name), std::move(bytes).value()};
}

pool::Result<void> files_into(std::string_view path, element value, Request& into) {
    BOOST_OUTCOME_TRY(auto files, read_array(path, value));
    BOOST_OUTCOME_TRY(check_size(path, files.size()));
    into.files.clear();
    for (const element file : files) {
        BOOST_OUTCOME_TRY(auto source, read_file(element_path(path, into.files.size()), file));
        into.files.push_back(std::move(source));
    }
    return pool::success();
}

constexpr Field<Request> kRequestFields[] = {
    {"code", string_into<&Request::code, Request>},
    {"language", string_into<&Request::language, Request>},
    {"version", string_into<&Request::version, Request>},
    {"stdin", string_into<&Request::stdin_text, Request>},
    {"id", id_into},
    {"encoding", encoding_into},
    {"args", args_into},
    {"env", env_into},
    {"files", files_into},
    {"limits", limits_into<&Request::limits>},
    {"compile_limits", limits_into<&Request::compile_limits>},
};

std::string_view complaint(simdjson::error_code code) {
    switch (code) {
        case simdjson::EMPTY:
            return "the message is empty";
        case simdjson::DEPTH_ERROR:
            return "the JSON is nested too deeply";
        case simdjson::UNESCAPED_CHARS:
            return "not JSON: a control character (NUL, newline) stands unescaped in a string";
        case simdjson::UNCLOSED_STRING:
            return "not JSON: a string is not closed";
        case simdjson::STRING_ERROR:
            return "not JSON: a string has a bad escape";
        case simdjson::NUMBER_ERROR:
            return "not JSON: a number is malformed or out of range";
        case simdjson::TAPE_ERROR:
            return "not JSON, or more than one JSON value";
        default:
            return "not JSON";
    }
}

// Parses; text that only has the flaws repair_json() mends gets a second chance.
simdjson::error_code parse(simdjson::dom::parser& parser, std::string_view message, element& root) {
    const simdjson::padded_string padded(message);
    const auto code = parser.parse(padded).get(root);
    if (code != simdjson::UTF8_ERROR && code != simdjson::STRING_ERROR) return code;
    const simdjson::padded_string repaired(repair_json(message));
    return parser.parse(repaired).get(root);
}

}  // namespace

pool::Result<Request> decode_request(std::string_view message) {
    simdjson::dom::parser parser;
    element root;
    if (const auto code = parse(parser, message, root); code != simdjson::SUCCESS)
        return invalid_request(complaint(code));
    Request request;
    if (root.is_null()) return request;
    object members;
    if (root.get(members) != simdjson::SUCCESS)
        return invalid_request("the message must be one JSON object");
    BOOST_OUTCOME_TRY(read_members<Request>("", members, kRequestFields, request));
    return request;
}

}  // namespace kiln::messaging
