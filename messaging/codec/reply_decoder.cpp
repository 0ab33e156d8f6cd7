#include "messaging/codec/reply_decoder.h"

#include <simdjson.h>

namespace kiln::messaging {

namespace {

std::string text_at(simdjson::dom::element document, const char* pointer) {
    std::string_view text;
    const auto error = document.at_pointer(pointer).get_string().get(text);
    return error == simdjson::SUCCESS ? std::string(text) : std::string();
}

bool flag_at(simdjson::dom::element document, const char* pointer) {
    bool flag = false;
    return document.at_pointer(pointer).get_bool().get(flag) == simdjson::SUCCESS && flag;
}

}  // namespace

pool::Result<ClientReply> decode_reply(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    const simdjson::padded_string padded(json);
    const auto error = parser.parse(padded).get(document);
    if (error != simdjson::SUCCESS || !document.is_object())
        return pool::plain_error("the reply is no JSON object");
    ClientReply reply;
    reply.success = flag_at(document, "/success");
    reply.output = text_at(document, "/output");
    reply.error = text_at(document, "/error");
    reply.verdict = text_at(document, "/result/verdict");
    reply.cached = flag_at(document, "/result/cached");
    reply.warm = flag_at(document, "/result/warm");
    return reply;
}

}  // namespace kiln::messaging
