#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::messaging {

// Which reply subjects are answered. Whoever may publish a request names the subject that we
// publish to with our own permissions: $JS.API.STREAM.PURGE.X would have us empty a stream. So
// replies go to inboxes only, unless the operator says otherwise.
class ReplySubjects {
  public:
    static constexpr std::size_t kLongest = 512;  // bytes

    // "_INBOX.": where the clients of all NATS libraries wait, unless told to wait elsewhere.
    ReplySubjects() : prefixes_{"_INBOX."} {}

    // "_INBOX.,_INBOX_web." or the word "any". A prefix ends with a dot, so that it is whole
    // tokens. The Error says which part is none.
    [[nodiscard]] static pool::Result<ReplySubjects> parse(std::string_view words);

    // Whether `subject` begins with one of the prefixes, goes on after it, is not too long, and
    // has neither an empty token nor a wildcard. "any" does not reach what begins with '$', which
    // belongs to the server; a prefix does.
    [[nodiscard]] bool allow(std::string_view subject) const;

  private:
    std::vector<std::string> prefixes_;  // one "" for any
};

}  // namespace kiln::messaging
