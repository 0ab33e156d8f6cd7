#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <vector>

#include "messaging/http/page.h"
#include "pool/base/result.h"

namespace kiln::messaging {

class PageVisit;

// Serves pages by GET and HEAD over HTTP/1.1 to anybody who may connect. Lives on one executor, one
// thread; see README.md for what it does against clients that mean ill.
class PageServer {
  public:
    PageServer(boost::asio::any_io_executor executor, MakePage make_page, PageBounds bounds = {});
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;
    // After close(), or once its executor runs nothing more.
    ~PageServer();

    // Listens; port 0 picks one. Which it is; the Error names one that is taken. May be called before
    // the executor runs.
    [[nodiscard]] pool::Result<std::uint16_t> open(const boost::asio::ip::address& address,
                                                   std::uint16_t port);
    // Stops listening and ends all connections, also those that are being answered.
    void close();

    [[nodiscard]] std::size_t connections() const;

  private:
    void accept();
    void take(boost::asio::ip::tcp::socket socket);
    void forget_ended();

    boost::asio::any_io_executor executor_;
    const std::shared_ptr<const MakePage> make_page_;
    const PageBounds bounds_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;  // after a failed accept, for want of descriptors mostly
    std::vector<std::weak_ptr<PageVisit>> visits_;
};

}  // namespace kiln::messaging
