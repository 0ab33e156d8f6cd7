#include "pool/namespaces/spawner_client.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "pool/base/unix_socket.h"
#include "tests/fuzz/virtual_time.h"
#include "tests/pool/run_coroutine.h"

// The engine's side of the spawner, against a spawner that this test plays.
namespace kiln::pool {

namespace {

using std::chrono::seconds;

class Client {
  public:
    Client() {
        SocketPair pair = seqpacket_pair().value();
        REQUIRE(::fcntl(pair.theirs.get(), F_SETFL, O_NONBLOCK) == 0);
        spawner_ = std::move(pair.theirs);
        SpawnerLink link;
        link.socket = std::move(pair.ours);
        client_.emplace(io_.get_executor(), std::move(link));
        ContainerMaker::Notices notices;
        notices.died = [this](unsigned slot) { died.push_back(slot); };
        notices.gone = [this] { ++gone; };
        client_->listen(std::move(notices));
    }

    void settle() {
        io_.restart();
        while (io_.poll() > 0) {
        }
    }
    void pass(seconds time) {
        settle();
        fuzz::advance_time(time);
        settle();
    }
    [[nodiscard]] SpawnerRequest hear() {
        SpawnerRequest request;
        const auto received = receive_message(spawner_.get(), as_buffer(request));
        REQUIRE(received);
        CHECK(received.value().size == sizeof request);
        return request;
    }
    void say(SpawnerSay what, const SpawnerRequest& to, std::vector<int> fds = {},
             const char* text = "") {
        SpawnerEvent event;
        event.say = what;
        event.id = to.id;
        event.slot = to.slot;
        std::strcpy(event.text.data(), text);
        REQUIRE(send_message(spawner_.get(), as_message(event), fds));
        settle();
    }
    void hang_up() {
        spawner_.reset();
        settle();
    }

    using Made = std::optional<Result<ContainerParts>>;
    using Done = std::optional<Result<void>>;
    void make(unsigned slot, Made& into) { begin(client_->make(slot), into); }
    void destroy(unsigned slot, Done& into) { begin(client_->destroy(slot), into); }
    void sweep(Done& into) { begin(client_->sweep(), into); }
    void stop() {
        boost::asio::co_spawn(io_, client_->stop(), [](const std::exception_ptr&) {});
        settle();
    }

    std::vector<unsigned> died;
    int gone = 0;

  private:
    template <typename T>
    void begin(boost::asio::awaitable<T> work, std::optional<T>& into) {
        start_coroutine(io_, std::move(work), into);
        settle();
    }

    boost::asio::io_context io_{1};
    UniqueFd spawner_;
    std::optional<SpawnerClient> client_;
};

// A descriptor to hand over, and whether all its copies are closed.
class Token {
  public:
    Token() {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
        read_ = UniqueFd(ends[0]);
        write_ = UniqueFd(ends[1]);
    }
    [[nodiscard]] int fd() const { return write_.get(); }
    [[nodiscard]] bool closed_everywhere() {
        write_.reset();
        char byte = 0;
        return ::read(read_.get(), &byte, 1) == 0;
    }

  private:
    UniqueFd read_, write_;
};

}  // namespace

TEST_CASE("each answer is the one to the request with its id, in whatever order they come") {
    Client it;
    Client::Made made;
    Client::Done destroyed, swept;
    it.make(3, made);
    it.destroy(3, destroyed);  // not a thing the pool does; the slot must not matter
    it.sweep(swept);
    const SpawnerRequest make = it.hear(), destroy = it.hear(), sweep = it.hear();
    CHECK((make.id != 0 && make.id != destroy.id && destroy.id != sweep.id));
    CHECK((make.slot == 3 && destroy.slot == 3));

    it.say(SpawnerSay::Swept, sweep);
    CHECK((swept && *swept));
    CHECK_FALSE(destroyed);
    it.say(SpawnerSay::Destroyed, destroy);
    CHECK((destroyed && *destroyed));
    CHECK_FALSE(made);
    const Token token;
    it.say(SpawnerSay::Created, make, {token.fd()});
    REQUIRE((made && *made));
    CHECK(made->value().agent_socket.valid());
}

TEST_CASE("a request without an answer ends after half a minute") {
    Client it;
    Client::Made made;
    it.make(0, made);
    it.pass(seconds(29));
    CHECK_FALSE(made);
    it.pass(seconds(2));
    REQUIRE((made && !*made));
    CHECK(made->error().code.value() == ETIMEDOUT);
}

TEST_CASE("an answer that comes too late is no other's, and its descriptors are closed") {
    Client it;
    Client::Made late, made;
    Client::Done destroyed;
    it.make(0, late);
    it.pass(seconds(31));
    REQUIRE(late);
    it.destroy(0, destroyed);
    const SpawnerRequest first = it.hear(), second = it.hear();
    Token token;
    it.say(SpawnerSay::Created, first, {token.fd()});
    CHECK(token.closed_everywhere());
    CHECK_FALSE(destroyed);
    it.say(SpawnerSay::Destroyed, second);
    CHECK((destroyed && *destroyed));

    // And a late failure does not fail the next.
    Client::Done failed;
    it.destroy(0, failed);
    it.pass(seconds(31));
    REQUIRE((failed && !*failed));
    it.make(0, made);
    const SpawnerRequest third = it.hear(), fourth = it.hear();
    it.say(SpawnerSay::DestroyFailed, third, {}, "too late");
    CHECK_FALSE(made);
    const Token another;
    it.say(SpawnerSay::Created, fourth, {another.fd()});
    CHECK((made && *made));
}

TEST_CASE("a refusal has the spawner's words") {
    Client it;
    Client::Made made;
    Client::Done destroyed;
    it.make(0, made);
    it.say(SpawnerSay::CreateFailed, it.hear(), {}, "no room");
    REQUIRE((made && !*made));
    CHECK(made->error().text() == "create a container: no room");
    it.destroy(0, destroyed);
    it.say(SpawnerSay::DestroyFailed, it.hear(), {}, "it lives");
    REQUIRE((destroyed && !*destroyed));
    CHECK(destroyed->error().text() == "destroy a container: it lives");
}

TEST_CASE("an answer of another kind, or one that lacks descriptors, is an error") {
    Client it;
    Client::Made made, bare;
    it.make(0, made);
    it.say(SpawnerSay::Destroyed, it.hear());
    CHECK((made && !*made));
    it.make(0, bare);
    it.say(SpawnerSay::Created, it.hear());
    CHECK((bare && !*bare));
}

TEST_CASE("deaths are told, whatever is under way") {
    Client it;
    Client::Made made;
    it.make(1, made);
    SpawnerRequest slot;
    slot.slot = 7;
    it.say(SpawnerSay::Died, slot);
    CHECK(it.died == std::vector<unsigned>{7});
    CHECK_FALSE(made);
}

TEST_CASE("when the spawner is gone, all that waits ends, and nothing more is asked") {
    Client it;
    Client::Made made, more;
    Client::Done destroyed;
    it.make(0, made);
    it.destroy(1, destroyed);
    it.hang_up();
    CHECK(it.gone == 1);
    REQUIRE((made && !*made && destroyed && !*destroyed));
    CHECK(made->error().code.value() == ESHUTDOWN);
    CHECK(destroyed->error().code.value() == ESHUTDOWN);
    it.make(0, more);
    REQUIRE((more && !*more));
    CHECK(more->error().code.value() == ESHUTDOWN);
}

TEST_CASE("stop ends what waits") {
    Client it;
    Client::Made made;
    it.make(0, made);
    it.stop();
    REQUIRE((made && !*made));
    CHECK(made->error().code.value() == ESHUTDOWN);
    CHECK(it.gone == 0);
}

}  // namespace kiln::pool
