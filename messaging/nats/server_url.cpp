#include "messaging/nats/server_url.h"

#include <algorithm>

namespace kiln::messaging {

namespace {

// Where the user of the address that ends at `at` begins: behind the nearest scheme, or else at the
// front of the whole list, because a password may hold a comma as well.
std::size_t user_begin(std::string_view urls, std::size_t at) {
    std::size_t begin = 0;
    for (const std::string_view scheme : {"nats://", "tls://"}) {
        const std::size_t found = urls.substr(0, at).rfind(scheme);
        if (found != urls.npos) begin = std::max(begin, found + scheme.size());
    }
    return begin;
}

}  // namespace

std::vector<std::string> split_urls(std::string_view urls) {
    std::vector<std::string> parts;
    while (!urls.empty()) {
        std::string_view part = urls.substr(0, urls.find(','));
        urls.remove_prefix(std::min(urls.size(), part.size() + 1));
        part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
        part = part.substr(0, part.find_last_not_of(" \t") + 1);
        if (!part.empty()) parts.emplace_back(part);
    }
    return parts;
}

bool plausible_urls(std::string_view urls) {
    const std::vector<std::string> parts = split_urls(urls);
    return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const std::string& url) {
        std::string_view rest = url;
        const std::size_t scheme = rest.find("://");
        if (scheme != rest.npos) {
            const std::string_view name = rest.substr(0, scheme);
            if (name != "nats" && name != "tls") return false;
            rest.remove_prefix(scheme + 3);
        }
        const std::size_t at = rest.rfind('@');
        if (at != rest.npos) rest.remove_prefix(at + 1);
        return !rest.empty() && rest.front() != ':' && rest.find_first_of(" \t\"\\/") == rest.npos;
    });
}

std::string loggable_error(std::string_view text) {
    const std::size_t open = text.find('"');
    if (open == text.npos) return std::string(text);
    const std::size_t close = text.rfind('"');
    std::string kept(text.substr(0, open));
    kept += "\"...\"";
    if (close > open) kept += text.substr(close + 1);
    return kept;
}

std::string with_host_of(std::string_view url, std::string_view other) {
    const auto host_at = [](std::string_view text) {
        const std::size_t at = text.rfind('@');
        if (at != text.npos) return at + 1;
        const std::size_t scheme = text.find("://");
        return scheme == text.npos ? 0 : scheme + 3;
    };
    return std::string(url.substr(0, host_at(url))).append(other.substr(host_at(other)));
}

std::string without_credentials(std::string_view urls) {
    std::string bare(urls);
    for (std::size_t at = bare.rfind('@'); at != bare.npos; at = bare.rfind('@')) {
        const std::size_t begin = user_begin(bare, at);
        bare.erase(begin, at + 1 - begin);
    }
    std::string text;
    for (const std::string& url : split_urls(bare))
        text.append(text.empty() ? "" : ",").append(url);
    return text;
}

}  // namespace kiln::messaging
