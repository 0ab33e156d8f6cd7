#include "pool/base/http_client.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "pool/base/unique_fd.h"

namespace kiln::pool {
namespace {

using std::chrono::milliseconds;

// Listens on a socket file; answers one connection with each of `answers` when a request's end
// ("\r\n\r\n" and what `body` holds) has come, then waits for its end.
class Server {
  public:
    explicit Server(std::vector<std::string> answers, std::string body = "") {
        std::string place = "/tmp/test-of-kiln-http-XXXXXX";
        REQUIRE(::mkdtemp(place.data()) != nullptr);
        directory_ = place;
        path = place + "/socket";
        listener_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
                0);
        REQUIRE(::listen(listener_.get(), 4) == 0);
        thread_ = std::jthread([this, answers, body] { serve(answers, body); });
    }
    ~Server() {
        (void)requests();
        std::filesystem::remove_all(directory_);
    }

    // All that came. Waits until the client is gone.
    const std::string& requests() {
        if (thread_.joinable()) thread_.join();
        return requests_;
    }

    std::string path;

  private:
    static bool readable(int fd) {
        pollfd wait{fd, POLLIN, 0};
        return ::poll(&wait, 1, 10'000) > 0;
    }

    void serve(const std::vector<std::string>& answers, const std::string& body) {
        if (!readable(listener_.get())) return;
        const UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        for (const std::string& answer : answers) {
            std::string request;
            while (!request.ends_with("\r\n\r\n" + body) && read_some(client.get(), request)) {
            }
            requests_ += request;
            if (::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
        }
        while (read_some(client.get(), requests_)) {
        }
    }

    static bool read_some(int fd, std::string& into) {
        char bytes[4096];
        if (!readable(fd)) return false;
        const ssize_t size = ::recv(fd, bytes, sizeof bytes, 0);
        if (size > 0) into.append(bytes, static_cast<std::size_t>(size));
        return size > 0;
    }

    std::filesystem::path directory_;
    UniqueFd listener_;
    std::string requests_;
    std::jthread thread_;
};

std::string answer_of(const std::string& body, const char* status = "200 OK") {
    return std::string("HTTP/1.1 ") + status +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::atomic<bool> never = false;

TEST_CASE("requests go over one connection, and any status is an answer") {
    Server server({answer_of("first"), answer_of("not here", "404 Not Found")});
    {
        HttpClient client(server.path);
        const auto first = client.request("GET", "/one?x=1", "", milliseconds(10'000), never);
        REQUIRE_MESSAGE(first.has_value(), first.error().text());
        CHECK(first.value().status == 200);
        CHECK(first.value().body == "first");
        const auto second = client.request("DELETE", "/two", "", milliseconds(10'000), never);
        REQUIRE_MESSAGE(second.has_value(), second.error().text());
        CHECK(second.value().status == 404);
        CHECK(second.value().body == "not here");
    }
    CHECK(server.requests().starts_with("GET /one?x=1 HTTP/1.1\r\n"));
    CHECK(server.requests().find("DELETE /two HTTP/1.1\r\n") != std::string::npos);
}

TEST_CASE("a body is sent as JSON, at once") {
    const std::string json = "{\"long\":\"" + std::string(5'000, 'x') + "\"}";
    Server server({answer_of("")}, json);
    {
        HttpClient client(server.path);
        const auto answer = client.request("POST", "/", json, milliseconds(10'000), never);
        REQUIRE_MESSAGE(answer.has_value(), answer.error().text());
        CHECK(answer.value().body.empty());
    }
    CHECK(server.requests().find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(server.requests().find("Expect") == std::string::npos);
}

TEST_CASE("part of an answer is not taken for the whole") {
    Server server({"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nraw"});
    HttpClient client(server.path);
    const auto answer = client.request("GET", "/", "", milliseconds(300), never);
    // Without a length an answer ends with the connection, which the server keeps.
    REQUIRE(answer.has_error());
    CHECK(answer.error().text().find(server.path) != std::string::npos);
}

TEST_CASE("a socket that is not there is named") {
    HttpClient client("/tmp/test-of-kiln-http-absent/socket");
    const auto answer = client.request("GET", "/", "", milliseconds(1'000), never);
    REQUIRE(answer.has_error());
    CHECK(answer.error().text().find("/tmp/test-of-kiln-http-absent/socket") != std::string::npos);
}

TEST_CASE("a request that is given up ends before its time") {
    Server server({"HTTP/1.1 200 OK\r\n"});
    HttpClient client(server.path);
    const std::atomic<bool> given_up = true;
    const auto answer = client.request("GET", "/", "", milliseconds(60'000), given_up);
    REQUIRE(answer.has_error());
    CHECK(answer.error().text().find("given up") != std::string::npos);
}

}  // namespace
}  // namespace kiln::pool
