#include "cmd/kiln/health_port.h"

#include <array>
#include <boost/asio/write.hpp>

namespace kiln::cmd {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kRetry{200};
constexpr std::size_t kMaxConnections = 64;

// One connection: read a little, answer, close. Keeps itself alive until then.
struct Visit : std::enable_shared_from_this<Visit> {
    Visit(tcp::socket from, std::string text)
        : socket(std::move(from)), timer(socket.get_executor()), reply(std::move(text)) {}

    void begin() {
        timer.expires_after(kPatience);
        timer.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error) self->end();
        });
        socket.async_read_some(asio::buffer(request),
                               [self = shared_from_this()](const error_code& error, std::size_t) {
                                   if (error) return self->end();
                                   self->answer();
                               });
    }
    void answer() {
        asio::async_write(
            socket, asio::buffer(reply),
            [self = shared_from_this()](const error_code&, std::size_t) { self->end(); });
    }
    void end() {
        timer.cancel();
        error_code ignored;
        socket.shutdown(tcp::socket::shutdown_both, ignored);
        socket.close(ignored);
    }

    tcp::socket socket;
    asio::steady_timer timer;
    std::string reply;
    std::array<char, 2048> request{};
};

std::string http_reply(const Health& health) {
    const bool well = health.trouble.empty();
    const std::string body = (well ? "ok" : health.trouble) + "\n" + health.details + "\n";
    return std::string(well ? "HTTP/1.1 200 OK" : "HTTP/1.1 503 Service Unavailable") +
           "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace

HealthPort::HealthPort(asio::any_io_executor executor, std::function<Health()> health)
    : acceptor_(executor), health_(std::move(health)), pause_(executor) {}

pool::Result<std::uint16_t> HealthPort::open(std::uint16_t port) {
    error_code error;
    const tcp::endpoint where(tcp::v4(), port);
    acceptor_.open(where.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(where, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return pool::errno_error(error.value(), "listen on port " + std::to_string(port),
                                 "set PORT to a free one, or to 0 to let one be picked");
    accept();
    return acceptor_.local_endpoint().port();
}

void HealthPort::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (error) {
            pause_.expires_after(kRetry);
            pause_.async_wait([this](const error_code& cancelled) {
                if (!cancelled) accept();
            });
            return;
        }
        if (*open_ < kMaxConnections) {
            ++*open_;
            // Counted down when the last handler of the visit is gone.
            const std::shared_ptr<Visit> visit(new Visit(std::move(socket), http_reply(health_())),
                                               [open = open_](Visit* done) {
                                                   delete done;
                                                   --*open;
                                               });
            visit->begin();
        }
        accept();
    });
}

void HealthPort::close() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

}  // namespace kiln::cmd
