#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/job.h"

namespace kiln::messaging {

enum class Encoding { Base64, Text };

// A request's JSON with its types checked, and nothing decided yet: `code` is as it was sent, and
// which names, sizes and limits are acceptable is the engine's to say. What a request leaves
// out, or gives as null, is empty here.
struct Request {
    std::string id;
    std::string language;
    std::string version;
    std::string code;
    std::optional<Encoding> encoding;
    std::vector<engine::SourceFile> files;  // contents decoded
    std::string stdin_text;
    std::vector<std::string> args;
    std::vector<std::pair<std::string, std::string>> env;
    engine::LimitRequest limits;
    engine::LimitRequest compile_limits;
};

}  // namespace kiln::messaging
