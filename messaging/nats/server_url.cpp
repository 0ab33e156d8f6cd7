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

std::string without_credentials(std::string_view urls) {
    std::string text;
    for (const std::string& url : split_urls(urls))
        text.append(text.empty() ? "" : ",").append(without_user(url));
    return text;
}

}  // namespace kiln::messaging
