#include "messaging/codec/request_decoder.h"

#include <doctest/doctest.h>

#include "messaging/codec/json_repair.h"

namespace kiln::messaging {
namespace {

using namespace std::string_literals;

Request accepted(std::string_view message) {
    auto request = decode_request(message);
    CAPTURE(message);
    if (!request) FAIL(request.error().text());
    return std::move(request).value();
}

std::string refused(std::string_view message) {
    const auto request = decode_request(message);
    CAPTURE(message);
    REQUIRE(request.has_error());
    return request.error().text();
}

TEST_CASE("a plain request has its two fields") {
    const Request request = accepted(R"({"code":"cHJpbnQoMSk=","language":"python"})");
    CHECK(request.code == "cHJpbnQoMSk=");
    CHECK(request.language == "python");
    CHECK(request.id.empty());
    CHECK_FALSE(request.encoding.has_value());
}

TEST_CASE("all fields of a request are read") {
    const Request request = accepted(R"({
        "code": "x", "language": "cpp", "version": "12", "encoding": "text", "id": "a_B-9",
        "stdin": "1 2\n", "args": ["-v", ""], "env": {"HOME": "/tmp", "A": "b"},
        "files": [{"name": "a/b.h", "content": "int x;"},
                  {"name": "data", "content": "AP8=", "encoding": "base64"}],
        "limits": {"wall_ms": 1, "cpu_ms": 2, "memory_mb": 3, "stack_mb": 4, "processes": 5,
                   "output_kb": 6},
        "compile_limits": {"wall_ms": 7}})");
    CHECK(request.version == "12");
    CHECK(request.encoding == Encoding::Text);
    CHECK(request.id == "a_B-9");
    CHECK(request.stdin_text == "1 2\n");
    CHECK(request.args == std::vector<std::string>{"-v", ""});
    REQUIRE(request.env.size() == 2);
    CHECK(request.env[0] == std::pair{"A"s, "b"s});
    CHECK(request.env[1] == std::pair{"HOME"s, "/tmp"s});
    REQUIRE(request.files.size() == 2);
    CHECK(request.files[0].name == "a/b.h");
    CHECK(request.files[0].content == "int x;");
    CHECK(request.files[1].content == "\0\xff"s);
    CHECK(request.limits.wall_ms == 1);
    CHECK(request.limits.cpu_ms == 2);
    CHECK(request.limits.memory_mb == 3);
    CHECK(request.limits.stack_mb == 4);
    CHECK(request.limits.processes == 5);
    CHECK(request.limits.output_kb == 6);
    CHECK(request.compile_limits.wall_ms == 7);
    CHECK_FALSE(request.compile_limits.cpu_ms.has_value());
}

TEST_CASE("keys match in any case, the last of several wins, unknown ones are ignored") {
    const Request request = accepted(
        R"({"CODE":"a","Code":"b","LANGUAGE":"go","unknown":{"code":[1]},"limits":{"WALL_ms":9}})");
    CHECK(request.code == "b");
    CHECK(request.language == "go");
    CHECK(request.limits.wall_ms == 9);
    CHECK(accepted(R"({"args":["a","b"],"Args":["c"]})").args == std::vector<std::string>{"c"});
    CHECK(accepted(R"({"env":{"A":"1","A":"2"}})").env[0].second == "2");
}

TEST_CASE("null is the same as absent, everywhere") {
    CHECK(accepted("null").code.empty());
    CHECK(accepted("{}").language.empty());
    CHECK(accepted(R"({"code":"a","code":null})").code == "a");
    const Request request = accepted(
        R"({"id":null,"args":null,"env":{"A":null},"limits":{"wall_ms":null},"files":null})");
    CHECK(request.env.empty());
    CHECK_FALSE(request.limits.wall_ms.has_value());
}

TEST_CASE("a value of the wrong type is an error that names the field and both types") {
    const std::pair<const char*, const char*> cases[] = {
        {R"({"code":1})", R"("code" must be a string, not a number)"},
        {R"({"code":"ok","code":[]})", R"("code" must be a string, not an array)"},
        {R"({"language":{}})", R"("language" must be a string, not an object)"},
        {R"({"Stdin":true})", R"("stdin" must be a string, not a boolean)"},
        {R"({"args":"x"})", R"("args" must be an array, not a string)"},
        {R"({"args":["a",2]})", R"("args[1]" must be a string, not a number)"},
        {R"({"args":[null]})", R"("args[0]" must be a string, not null)"},
        {R"({"env":[]})", R"("env" must be an object, not an array)"},
        {R"({"env":{"A":1}})", R"("env.A" must be a string, not a number)"},
        {R"({"files":{}})", R"("files" must be an array, not an object)"},
        {R"({"files":["a"]})", R"("files[0]" must be an object, not a string)"},
        {R"({"files":[{"name":1}]})", R"("files[0].name" must be a string, not a number)"},
        {R"({"limits":[]})", R"("limits" must be an object, not an array)"},
        {R"({"limits":{"wall_ms":"1"}})",
         R"("limits.wall_ms" must be a whole number, not a string)"},
        {R"({"limits":{"cpu_ms":-1}})", R"("limits.cpu_ms" must be a whole number, 0 or more)"},
        {R"({"compile_limits":{"memory_mb":1.5}})",
         R"("compile_limits.memory_mb" must be a whole number, 0 or more)"},
        {R"({"encoding":"BASE64"})", R"("encoding" must be "base64" or "text")"},
        {R"({"files":[{"name":"a","content":"A","encoding":"base64"}]})",
         R"("files[0].content" illegal base64 data at input byte 0)"},
        {R"({"id":""})", R"("id" must be 1 to 64 of A-Z a-z 0-9 _ -)"},
        {R"({"id":"a b"})", R"("id" must be 1 to 64 of A-Z a-z 0-9 _ -)"},
        {R"({"id":7})", R"("id" must be a string, not a number)"},
    };
    for (const auto& [message, what] : cases)
        CHECK(refused(message) == "invalid request: "s + what);
    CHECK(refused(R"({"id":")" + std::string(65, 'a') + R"("})").find("\"id\"") !=
          std::string::npos);
    CHECK(accepted(R"({"id":")" + std::string(64, 'a') + R"("})").id.size() == 64);
}

TEST_CASE("what is not one JSON object is an error that says why") {
    CHECK(refused("") == "invalid request: the message is empty");
    CHECK(refused(" \r\n\t ") == "invalid request: the message is empty");
    CHECK(refused("[]") == "invalid request: the message must be one JSON object");
    CHECK(refused("\"code\"") == "invalid request: the message must be one JSON object");
    CHECK(refused("12") == "invalid request: the message must be one JSON object");
    for (const char* message :
         {"{", "}", "{\"code\"}", "{\"code\":}", "{\"a\":1,}", "hello", "{} {}", "{}x", "nul",
          "{'code':'x'}", "{\"a\":01}", "{\"code\":\"x", "{\"code\":\"\\x\"}", "\xef\xbb\xbf{}"})
        CHECK(refused(message).starts_with("invalid request: not JSON"));
}

TEST_CASE("NUL bytes are an error where JSON has none and part of the code where it has") {
    CHECK(refused("{\"code\":\"a\0b\"}"s).find("control character") != std::string::npos);
    CHECK(refused("{}\0"s).starts_with("invalid request: not JSON"));
    CHECK(refused("\0\0\0"s).starts_with("invalid request: not JSON"));
    CHECK(accepted(R"({"code":"a\u0000b"})").code == "a\0b"s);
}

TEST_CASE("deep nesting is an error and no crash") {
    const auto arrays = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
    const char* const error = "invalid request: the JSON is nested too deeply";
    CHECK(refused(arrays(200'000)) == error);
    CHECK(refused("{\"x\":" + arrays(200'000) + "}") == error);
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    CHECK(refused(objects + "1" + std::string(100'000, '}')) == error);
    CHECK(refused(objects).starts_with("invalid request: not JSON"));
    CHECK(refused(std::string(200'000, '[')).starts_with("invalid request: not JSON"));
    CHECK(accepted("{\"x\":" + arrays(500) + "}").code.empty());
}

TEST_CASE("text that is nearly UTF-8 is mended as lenient clients expect") {
    CHECK(accepted("{\"code\":\"caf\xe9\"}").code == "caf\ufffd");
    CHECK(accepted(R"({"code":"\ud83d\ude00"})").code == "\U0001f600");
    CHECK(accepted(R"({"code":"a\ud83d"})").code == "a\ufffd");
    CHECK(accepted(R"({"code":"\ude00\ud83dx"})").code == "\ufffd\ufffdx");
    CHECK(repair_json(R"(\\ud83d \n \ud83d\ude00 \ud83)") == R"(\\ud83d \n \ud83d\ude00 \ud83)");
    CHECK(repair_json("\\") == "\\");
}

TEST_CASE("no prefix and no single changed byte of a request crashes the decoder") {
    const std::string message =
        R"({"code":"\u00e9\ud83d\ude00","args":["a"],"limits":{"wall_ms":10},"files":[{"name":"f"}]})";
    for (std::size_t size = 0; size < message.size(); ++size)
        CHECK(decode_request(message.substr(0, size)).has_error());
    std::size_t answered = 0;
    for (std::size_t at = 0; at < message.size(); ++at) {
        for (const char byte : {'\0', '"', '\\', '{', '}', '\xff', 'e', '9'}) {
            std::string changed = message;
            changed[at] = byte;
            const auto request = decode_request(changed);
            if (request || request.error().step.starts_with("invalid request: ")) ++answered;
        }
    }
    CHECK(answered == message.size() * 8);
}

}  // namespace
}  // namespace kiln::messaging
