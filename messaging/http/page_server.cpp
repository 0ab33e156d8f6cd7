#include "messaging/http/page_server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "messaging/http/page_visit.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kRetry{200};

// Errors of the network are values; what is thrown all the same costs its connection only.
void look_at(const std::exception_ptr& thrown) {
    if (!thrown) return;
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        spdlog::error("an HTTP connection's task threw: {}", error.what());
    }
}

}  // namespace

PageServer::PageServer(asio::any_io_executor executor, MakePage make_page, PageBounds bounds)
    : executor_(executor),
      make_page_(std::make_shared<const MakePage>(std::move(make_page))),
      bounds_(bounds),
      acceptor_(executor),
      pause_(executor) {}

PageServer::~PageServer() = default;

pool::Result<std::uint16_t> PageServer::open(const asio::ip::address& address, std::uint16_t port) {
    error_code error;
    const tcp::endpoint where(address, port);
    acceptor_.open(where.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(where, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return pool::errno_error(
            error.value(), "listen on " + address.to_string() + ", port " + std::to_string(port));
    accept();
    return acceptor_.local_endpoint().port();
}

void PageServer::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (!acceptor_.is_open() || error == asio::error::operation_aborted) return;
        if (!error) {
            take(std::move(socket));
            return accept();
        }
        pause_.expires_after(kRetry);
        pause_.async_wait([this](const error_code& cancelled) {
            if (!cancelled) accept();
        });
    });
}

void PageServer::forget_ended() {
    std::erase_if(visits_, [](const auto& visit) { return visit.expired(); });
}

std::size_t PageServer::connections() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(visits_, [](const auto& visit) { return !visit.expired(); }));
}

// One that is over goes first by itself; its last handler may be yet to run.
void PageServer::take(tcp::socket socket) {
    forget_ended();
    if (visits_.size() >= bounds_.connections) {
        const auto began = [](const auto& visit) {
            const auto held = visit.lock();
            return held ? held->phase_began() : PageVisit::Clock::time_point::min();
        };
        const auto longest = std::ranges::min_element(visits_, {}, began);
        if (const auto visit = longest->lock()) visit->end();
        visits_.erase(longest);
    }
    const auto visit = std::make_shared<PageVisit>(std::move(socket), make_page_, bounds_);
    visits_.push_back(visit);
    asio::co_spawn(executor_, PageVisit::live(visit), look_at);
}

void PageServer::close() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (const auto& each : visits_)
        if (const auto visit = each.lock()) visit->end();
    visits_.clear();
}

}  // namespace kiln::messaging
