#include "messaging/http/page_visit.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

namespace kiln::messaging {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::awaitable;
using boost::system::error_code;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

// What a client that was refused may still be sending: it is taken off its hands, or the kernel would
// throw away the answer with it (RFC 9112, 9.6).
constexpr std::chrono::milliseconds kGoodbye{500};
constexpr std::size_t kMostGoodbyes = 32;  // reads

Page refusal(http::status status, std::string why) {
    Page page;
    page.status = static_cast<unsigned>(status);
    page.body = std::move(why) + "\n";
    return page;
}

// Page of a header that is no good, with status 0 where the connection is.
Page fault_of(const error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return refusal(http::status::request_header_fields_too_large,
                       "the request's header is too long");
    if (error == http::error::bad_version)
        return refusal(http::status::http_version_not_supported, "HTTP/1.1 is spoken here");
    const bool of_http =
        error.category() == http::make_error_code(http::error::end_of_stream).category();
    if (of_http && error != http::error::end_of_stream && error != http::error::partial_message)
        return refusal(http::status::bad_request, "this is no HTTP request");
    Page none;
    none.status = 0;
    return none;
}

template <typename Response>
void put_fields(Response& response, const Page& page, bool stays) {
    response.set(http::field::content_type, page.content_type);
    response.set(http::field::cache_control, "no-store");
    if (page.status == static_cast<unsigned>(http::status::method_not_allowed))
        response.set(http::field::allow, "GET, HEAD");
    response.content_length(page.body.size());
    response.keep_alive(stays);
}

}  // namespace

PageVisit::PageVisit(asio::ip::tcp::socket socket, std::shared_ptr<const MakePage> make_page,
                     const PageBounds& bounds)
    : stream_(std::move(socket)),
      buffer_(bounds.header_bytes),
      make_page_(std::move(make_page)),
      bounds_(bounds) {}

void PageVisit::end() {
    ended_ = true;
    stream_.close();
}

// The time holds for all that is read or written until the next phase, not for each byte of it.
void PageVisit::begin_phase(std::chrono::milliseconds most) {
    phase_began_ = Clock::now();
    stream_.expires_after(most);
}

awaitable<void> PageVisit::live(std::shared_ptr<PageVisit> self) {
    for (bool stays = true; stays && !self->ended_; self->first_ = false) {
        Parser parser;
        if (!co_await self->read(parser)) co_return self->end();
        stays = co_await self->answer(parser);
    }
    co_await self->say_goodbye();
    self->end();
}

// ---- the request -------------------------------------------------------------------------------

awaitable<bool> PageVisit::await_first_byte() {
    if (first_ || buffer_.size() > 0) co_return true;
    begin_phase(bounds_.kept);
    const auto [error, bytes] = co_await stream_.async_read_some(
        buffer_.prepare(std::min<std::size_t>(1024, bounds_.header_bytes)), kNoThrow);
    buffer_.commit(bytes);
    co_return !error;
}

awaitable<bool> PageVisit::read(Parser& parser) {
    parser.header_limit(static_cast<std::uint32_t>(bounds_.header_bytes));
    if (!co_await await_first_byte()) co_return false;
    begin_phase(bounds_.request);
    const auto [error, bytes] =
        co_await http::async_read_header(stream_, buffer_, parser, kNoThrow);
    refused_.status = 0;
    if (!error) co_return true;
    refused_ = fault_of(error);
    co_return refused_.status != 0;
}

// ---- the answer --------------------------------------------------------------------------------

// Whether another request may come.
awaitable<bool> PageVisit::answer(const Parser& parser) {
    begin_phase(bounds_.answer);
    if (refused_.status != 0) co_return co_await write(std::move(refused_), parser, false);
    const auto& request = parser.get();
    const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
    const bool stays = request.keep_alive() && !has_body;
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        Page page = refusal(http::status::method_not_allowed, "GET and HEAD are taken here");
        co_return co_await write(std::move(page), parser, stays);
    }
    if (has_body) {
        Page page = refusal(http::status::bad_request, "a request here has no body");
        co_return co_await write(std::move(page), parser, false);
    }
    std::string path(request.target().substr(0, request.target().find('?')));
    Page page = co_await (*make_page_)(std::move(path));
    co_return co_await write(std::move(page), parser, stays);
}

awaitable<bool> PageVisit::write(Page page, const Parser& parser, bool stays) {
    if (ended_) co_return false;
    begin_phase(bounds_.answer);
    const bool header_only = parser.get().method() == http::verb::head;
    const unsigned version = parser.get().version() == 10 ? 10 : 11;
    error_code failed;
    if (header_only) {
        http::response<http::empty_body> response{static_cast<http::status>(page.status), version};
        put_fields(response, page, stays);
        http::response_serializer<http::empty_body> serializer(response);
        const auto [error, bytes] =
            co_await http::async_write_header(stream_, serializer, kNoThrow);
        failed = error;
    } else {
        http::response<http::string_body> response{static_cast<http::status>(page.status), version};
        put_fields(response, page, stays);
        response.body() = std::move(page.body);
        const auto [error, bytes] = co_await http::async_write(stream_, response, kNoThrow);
        failed = error;
    }
    co_return stays && !failed;
}

awaitable<void> PageVisit::say_goodbye() {
    if (ended_) co_return;
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    begin_phase(kGoodbye);
    std::array<char, 4096> rest{};
    for (std::size_t i = 0; i < kMostGoodbyes; ++i) {
        const auto [error, bytes] = co_await stream_.async_read_some(asio::buffer(rest), kNoThrow);
        if (error) co_return;
    }
}

}  // namespace kiln::messaging
