#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kiln::messaging {

// "nats://a:4222, nats://b:4222" as its parts, blanks around them dropped, empty ones left out.
[[nodiscard]] std::vector<std::string> split_urls(std::string_view urls);

// An error's text as it may be logged: what the server or the library quotes in it is a client's.
[[nodiscard]] std::string loggable_error(std::string_view text);

// Whether every part could be a server's address: [nats:// or tls://][user@]host[:port], and there
// is at least one. Says nothing about whether a server is there.
[[nodiscard]] bool plausible_urls(std::string_view urls);

// The server of `other`, addressed as `url` addresses its own: same scheme, same credentials.
[[nodiscard]] std::string with_host_of(std::string_view url, std::string_view other);

// The same text without the user names, passwords and tokens in it: what may be logged. In doubt it
// names fewer servers.
[[nodiscard]] std::string without_credentials(std::string_view urls);

}  // namespace kiln::messaging
