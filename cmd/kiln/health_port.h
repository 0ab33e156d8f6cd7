#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "pool/base/result.h"

namespace kiln::cmd {

struct Health {
    std::string trouble;  // "" while all is well
    std::string details;  // a line for people
};

// A small HTTP port for health checks: any GET is answered with 200 "ok" or 503 and the trouble, then
// the details. A connection that says nothing for a few seconds, or too much, is closed. On one
// executor.
class HealthPort {
  public:
    HealthPort(boost::asio::any_io_executor executor, std::function<Health()> health);

    // Listens on all addresses; port 0 picks one. The Error names a port that is taken.
    [[nodiscard]] pool::Result<std::uint16_t> open(std::uint16_t port);
    // Stops listening; connections under way end by themselves within seconds.
    void close();

  private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    std::function<Health()> health_;
    boost::asio::steady_timer pause_;  // after a failed accept, for want of descriptors mostly
    // How many connections are open; theirs too, since they may outlive the port.
    std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);
};

}  // namespace kiln::cmd
