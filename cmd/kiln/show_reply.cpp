#include "cmd/kiln/show_reply.h"

#include <cstdio>

#include "cmd/kiln/workshop.h"
#include "messaging/codec/reply_decoder.h"

namespace kiln::cmd {

int show_reply(const char* name, const std::string& reply, bool json) {
    const auto decoded = messaging::decode_reply(reply);
    if (!decoded) return complain(name, decoded.error().text());
    if (json)
        std::printf("%s\n", reply.c_str());
    else
        std::fwrite(decoded.value().output.data(), 1, decoded.value().output.size(), stdout);
    std::fflush(stdout);
    if (decoded.value().success) return 0;
    return complain(name, decoded.value().error + " (" + decoded.value().verdict + ")");
}

}  // namespace kiln::cmd
