#include "cmd/kiln/status/status_port.h"

#include <pthread.h>

#include <utility>

namespace kiln::cmd {

StatusPort::StatusPort(StatusSources sources)
    : pages_(context_.get_executor(), std::move(sources)),
      server_(context_.get_executor(),
              [this](std::string path) { return pages_.page(std::move(path)); }) {}

StatusPort::~StatusPort() {
    close();
}

pool::Result<std::uint16_t> StatusPort::open(const boost::asio::ip::address& address,
                                             std::uint16_t port) {
    auto opened = server_.open(address, port);
    if (!opened) {
        pool::Error error = std::move(opened).error();
        error.hint =
            "set PORT to a free one, or to 0 to let one be picked; KILN_PORT_ADDRESS to an address "
            "of this host";
        return error;
    }
    thread_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-http");
        context_.run();
    });
    return opened.value();
}

// What was being answered is dropped with its connection.
void StatusPort::close() {
    if (!thread_.joinable()) return;
    context_.stop();
    thread_.join();
    server_.close();
}

}  // namespace kiln::cmd
