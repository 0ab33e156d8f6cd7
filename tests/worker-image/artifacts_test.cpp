#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

extern "C" {
#include "worker-image/agent/artifacts.h"
}
#include "pool/base/unique_fd.h"
#include "pool/base/unix_socket.h"

namespace kiln::agent {

namespace {

constexpr std::uint64_t kCell = 7;

kiln_fetch fetch_of(const std::string& name) {
    kiln_fetch request{};
    request.head = {KILN_PROTOCOL, KILN_FETCH};
    name.copy(request.name, sizeof request.name);
    return request;
}

using Bytes = std::vector<std::byte>;

template <typename Request>
Bytes bytes_of(const Request& request) {
    const auto bytes = pool::as_message(request);
    return {bytes.begin(), bytes.end()};
}

// How many of these requests, sent one after another, an init answers. The answers name its cell.
int answers_to(const std::vector<Bytes>& requests) {
    const pool::SocketPair control = pool::seqpacket_pair().value();
    for (const Bytes& each : requests) REQUIRE(pool::send_message(control.ours.get(), each));
    REQUIRE(::shutdown(control.ours.get(), SHUT_WR) == 0);
    const pool::UniqueFd box(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    while (serve_artifact(0, control.theirs.get(), box.get(), kCell) != 0) {
    }
    int answers = 0;
    for (;; ++answers) {
        kiln_event event{};
        const auto received = pool::receive_message(control.ours.get(), pool::as_buffer(event));
        if (!received) return answers;  // there are no more
        CHECK(event.kind == KILN_CELL_FAILED);
        CHECK(event.cell == kCell);
    }
}

}  // namespace

// What is handed out is tested in containers: here there is no such file in the box.
TEST_CASE("an init answers each request for a file until its socket ends") {
    const Bytes one = bytes_of(fetch_of("none-of-this-name"));
    CHECK(answers_to({}) == 0);
    CHECK(answers_to({one}) == 1);
    CHECK(answers_to({one, one, bytes_of(fetch_of(std::string(KILN_NAME_SIZE, 'n')))}) == 3);
}

TEST_CASE("an init that reads what is no request for a file answers nothing more") {
    const Bytes one = bytes_of(fetch_of("none-of-this-name"));
    Bytes cut = one, longer = one;
    cut.pop_back();
    longer.push_back(std::byte{0});
    kiln_fetch older = fetch_of("a"), newer = fetch_of("a"), other = fetch_of("a");
    older.head.version = KILN_PROTOCOL - 1;
    newer.head.version = KILN_PROTOCOL + 1;
    other.head.kind = KILN_PING;
    for (const Bytes& wrong : {cut, longer, bytes_of(older), bytes_of(newer), bytes_of(other),
                               Bytes(1), bytes_of(kiln_ping{{KILN_PROTOCOL, KILN_FETCH}}),
                               bytes_of(kiln_ping{{KILN_PROTOCOL, KILN_PING}})}) {
        CAPTURE(wrong.size());
        CHECK(answers_to({one, wrong, one}) == 1);
    }
}

}  // namespace kiln::agent
