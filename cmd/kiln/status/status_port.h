#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <thread>

#include "cmd/kiln/status/status_pages.h"
#include "messaging/http/page_server.h"
#include "pool/base/result.h"

namespace kiln::cmd {

// The HTTP port of an instance, on a thread of its own: what happens on it costs the engine's thread
// nothing but short answers to few questions. After the last fork.
class StatusPort {
  public:
    // The engine's executor must run nothing more once this is destroyed.
    explicit StatusPort(StatusSources sources);
    StatusPort(const StatusPort&) = delete;
    StatusPort& operator=(const StatusPort&) = delete;
    ~StatusPort();

    // Listens; port 0 picks one. Which it is; the Error names one that is taken.
    [[nodiscard]] pool::Result<std::uint16_t> open(const boost::asio::ip::address& address,
                                                   std::uint16_t port);
    // Ends everything on it, and its thread. Nothing where it is not open.
    void close();

  private:
    boost::asio::io_context context_{1};
    StatusPages pages_;
    messaging::PageServer server_;
    std::thread thread_;
};

}  // namespace kiln::cmd
