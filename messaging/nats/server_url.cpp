#include "messaging/nats/server_url.h"

#include <algorithm>

namespace kiln::messaging {

namespace {

std::string without_user(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == url.npos ? 0 : scheme + 3;
    const std::size_t at = url.rfind('@');
    if (at == url.npos || at < start) return std::string(url);
    return std::string(url.substr(0, start)).append(url.substr(at + 1));
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

std::string without_credentials(std::string_view urls) {
    std::string text;
    for (const std::string& url : split_urls(urls))
        text.append(text.empty() ? "" : ",").append(without_user(url));
    return text;
}

}  // namespace kiln::messaging
