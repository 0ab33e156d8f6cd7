#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace kiln::messaging {

struct Page {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
};

// Makes the page of a path ("/metrics"; what follows a '?' is not in it), on the server's executor.
// Must complete by itself within a moment; a path that it does not know is a Page with status 404.
using MakePage = std::function<boost::asio::awaitable<Page>(std::string path)>;

struct PageBounds {
    std::size_t connections = 64;
    std::size_t header_bytes = 8192;  // of one request, its first line included
    std::chrono::milliseconds request{
        5'000};                              // from its first byte, or a new connection's beginning
    std::chrono::milliseconds kept{90'000};  // of silence between two requests
    std::chrono::milliseconds answer{10'000};  // for the client to take it
};

}  // namespace kiln::messaging
