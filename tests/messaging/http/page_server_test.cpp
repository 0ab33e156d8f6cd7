#include "messaging/http/page_server.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

asio::awaitable<Page> page_of(std::string path) {
    Page page;
    page.status = path == "/there" ? 200 : 404;
    page.body = "this is " + path + "\n";
    co_return page;
}

// A client that blocks, for five seconds at most.
class Client {
  public:
    explicit Client(std::uint16_t port) {
        socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
        const timeval patience{5, 0};
        REQUIRE(::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                             sizeof patience) == 0);
    }
    // False where the other end has closed.
    bool say(const std::string& text) {
        error_code error;
        asio::write(socket_, asio::buffer(text), error);
        return !error;
    }
    // All until the end; nothing may be left open.
    std::string rest() {
        error_code error;
        asio::read(socket_, asio::dynamic_buffer(heard_), error);
        CHECK((error == asio::error::eof || error == asio::error::connection_reset));
        return std::exchange(heard_, {});
    }
    // One answer whose body has a length.
    std::string answer() {
        error_code error;
        const std::size_t header =
            asio::read_until(socket_, asio::dynamic_buffer(heard_), "\r\n\r\n", error);
        if (error) return "";
        const std::string head = heard_.substr(0, header);
        const std::size_t at = head.find("Content-Length: ");
        REQUIRE(at != std::string::npos);
        const std::size_t length = std::stoul(head.substr(at + 16));
        while (heard_.size() < header + length) {
            std::array<char, 256> more{};
            heard_.append(more.data(), socket_.read_some(asio::buffer(more)));
        }
        const std::string all = heard_.substr(0, header + length);
        heard_.erase(0, header + length);
        return all;
    }
    std::string ask(const std::string& text) { return say(text) ? answer() : ""; }

  private:
    asio::io_context io_;
    tcp::socket socket_{io_};
    std::string heard_;
};

// A server on a thread of its own.
class Served {
  public:
    explicit Served(PageBounds bounds = {}, MakePage make = page_of)
        : server_(io_.get_executor(), std::move(make), bounds) {
        auto opened = server_.open(asio::ip::address_v4::loopback(), 0);
        REQUIRE(opened.has_value());
        port = opened.value();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Served() {
        asio::post(io_, [this] { server_.close(); });
        thread_.join();
    }
    std::size_t connections() {
        std::promise<std::size_t> told;
        asio::post(io_, [&] { told.set_value(server_.connections()); });
        return told.get_future().get();
    }
    std::uint16_t port = 0;

  private:
    asio::io_context io_{1};
    PageServer server_;
    std::thread thread_;
};

const std::string kGet = "GET /there HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_CASE("a page is served, again and again on one connection") {
    Served served;
    Client client(served.port);
    for (int i = 0; i < 3; ++i) {
        const std::string reply = client.ask(kGet);
        CHECK(reply.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(reply.find("Content-Type: text/plain; charset=utf-8\r\n") != std::string::npos);
        CHECK(reply.ends_with("\r\n\r\nthis is /there\n"));
    }
    CHECK(client.ask("GET /else?x=1 HTTP/1.1\r\nHost: x\r\n\r\n").ends_with("this is /else\n"));
}

TEST_CASE("requests that come together are answered one after the other") {
    Served served;
    Client client(served.port);
    REQUIRE(client.say(kGet + kGet));
    CHECK(client.answer().ends_with("this is /there\n"));
    CHECK(client.answer().ends_with("this is /there\n"));
}

TEST_CASE("a connection that is not to be kept ends with its answer") {
    Served served;
    for (const char* request : {"GET /there HTTP/1.0\r\n\r\n",
                                "GET /there HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}) {
        Client client(served.port);
        REQUIRE(client.say(request));
        CHECK(client.rest().ends_with("this is /there\n"));
    }
}

TEST_CASE("HEAD is told the length of the page, and not the page") {
    Served served;
    Client client(served.port);
    REQUIRE(client.say("HEAD /there HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    const std::string reply = client.rest();
    CHECK(reply.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(reply.find("Content-Length: 15\r\n") != std::string::npos);
    CHECK(reply.ends_with("\r\n\r\n"));
}

TEST_CASE("what cannot be had is refused by its name") {
    struct Case {
        std::string request;
        const char* status;
    };
    const std::vector<Case> cases = {
        {"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "404 Not Found"},
        {"POST /there HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
         "405 Method Not Allowed"},
        {"DELETE /there HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
         "405 Method Not Allowed"},
        {"GET /there HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "400 Bad Request"},
        {"GET /there HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
         "400 Bad Request"},
        {"garbage\r\n\r\n", "400 Bad Request"},
        {std::string("\0\x01\x02\r\n\r\n", 7), "400 Bad Request"},
        {"GET /there HTTP/2.0\r\nHost: x\r\n\r\n", "505 HTTP Version Not Supported"},
        {"GET /there HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n",
         "431 Request Header Fields Too Large"},
        {"GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n",
         "431 Request Header Fields Too Large"},
    };
    Served served;
    for (const Case& each : cases) {
        CAPTURE(each.status);
        Client client(served.port);
        client.say(each.request);
        const std::string reply = client.rest();
        CHECK(reply.starts_with("HTTP/1.1 " + std::string(each.status) + "\r\n"));
        const bool names_methods = reply.find("Allow: GET, HEAD\r\n") != std::string::npos;
        CHECK(names_methods == std::string(each.status).starts_with("405"));
    }
    CHECK(Client(served.port).ask(kGet).ends_with("this is /there\n"));
}

TEST_CASE("who feeds a byte at a time is cut off when the time of a request is over") {
    PageBounds bounds;
    bounds.request = 300ms;
    Served served(bounds);
    Client client(served.port);
    const auto begin = std::chrono::steady_clock::now();
    std::size_t fed = 0;
    while (fed < kGet.size() && client.say(kGet.substr(fed, 1))) {
        ++fed;
        std::this_thread::sleep_for(50ms);
    }
    CHECK(fed < kGet.size());
    CHECK(client.rest().empty());
    CHECK(std::chrono::steady_clock::now() - begin < 2s);
}

TEST_CASE("a connection that is kept has longer than a request, and not for ever") {
    PageBounds bounds;
    bounds.request = 100ms;
    bounds.kept = 400ms;
    Served served(bounds);
    Client client(served.port);
    CHECK(!client.ask(kGet).empty());
    std::this_thread::sleep_for(250ms);
    CHECK(!client.ask(kGet).empty());
    std::this_thread::sleep_for(600ms);
    CHECK(client.rest().empty());
}

TEST_CASE("whoever says nothing makes room for whoever asks, and their number is bounded") {
    PageBounds bounds;
    bounds.connections = 4;
    Served served(bounds);
    std::vector<std::unique_ptr<Client>> silent;
    for (int i = 0; i < 20; ++i) silent.push_back(std::make_unique<Client>(served.port));
    CHECK(Client(served.port).ask(kGet).ends_with("this is /there\n"));
    CHECK(served.connections() <= 4);
    CHECK(silent.front()->rest().empty());
}

TEST_CASE("a page that throws costs its own connection") {
    Served served({}, [](std::string path) -> asio::awaitable<Page> {
        if (path == "/bad") throw std::runtime_error("bad");
        co_return co_await page_of(std::move(path));
    });
    Client bad(served.port);
    REQUIRE(bad.say("GET /bad HTTP/1.1\r\nHost: x\r\n\r\n"));
    CHECK(bad.rest().empty());
    CHECK(Client(served.port).ask(kGet).ends_with("this is /there\n"));
}

TEST_CASE("a port that is taken is named") {
    Served served;
    asio::io_context io;
    PageServer second(io.get_executor(), page_of);
    const auto opened = second.open(asio::ip::address_v4::loopback(), served.port);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().text().find("port " + std::to_string(served.port)) != std::string::npos);
}

}  // namespace
}  // namespace kiln::messaging
