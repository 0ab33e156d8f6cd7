#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "messaging/http/page.h"

namespace kiln::messaging {

// One connection of a PageServer. On its executor.
class PageVisit {
  public:
    using Clock = std::chrono::steady_clock;

    PageVisit(boost::asio::ip::tcp::socket socket, std::shared_ptr<const MakePage> make_page,
              const PageBounds& bounds);

    // Answers request after request until one of the two has enough. `self` lives as long.
    static boost::asio::awaitable<void> live(std::shared_ptr<PageVisit> self);

    // Ends it at once, whatever it is doing; live() then completes.
    void end();

    // Since when it waits for its request, or answers it.
    [[nodiscard]] Clock::time_point phase_began() const { return phase_began_; }

  private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

    // False where nothing more can be said; else `parser` has a header, or `refused_` a page that
    // tells what is wrong with it.
    [[nodiscard]] boost::asio::awaitable<bool> read(Parser& parser);
    [[nodiscard]] boost::asio::awaitable<bool> await_first_byte();
    [[nodiscard]] boost::asio::awaitable<bool> answer(const Parser& parser);
    [[nodiscard]] boost::asio::awaitable<bool> write(Page page, const Parser& parser, bool stays);
    [[nodiscard]] boost::asio::awaitable<void> say_goodbye();
    void begin_phase(std::chrono::milliseconds most);

    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    std::shared_ptr<const MakePage> make_page_;
    const PageBounds bounds_;
    Clock::time_point phase_began_ = Clock::now();
    Page refused_;
    bool first_ = true;  // no request has come yet
    bool ended_ = false;
};

}  // namespace kiln::messaging
