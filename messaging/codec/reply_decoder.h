#pragma once

#include <string>
#include <string_view>

#include "pool/base/result.h"

namespace kiln::messaging {

// What a client of Kiln needs of a reply.
struct ClientReply {
    bool success = false;
    std::string output;
    std::string error;    // "" on success
    std::string verdict;  // "" where the replying engine sends none
    bool cached = false;  // the compiler's result was there already
    bool warm = false;    // a runtime or compiler stood ready; false where the engine does not say
};

// Reads one reply. Missing fields are empty; the Error says that it is no JSON object.
[[nodiscard]] pool::Result<ClientReply> decode_reply(std::string_view json);

}  // namespace kiln::messaging
