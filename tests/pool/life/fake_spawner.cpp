#include "tests/pool/life/fake_spawner.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <cstring>
#include <utility>

#include "pool/base/unix_socket.h"

namespace kiln::pool {

namespace {

void put_text(SpawnerEvent& event, const char* text) {
    std::strncpy(event.text.data(), text, event.text.size() - 1);
}

}  // namespace

SpawnerLink FakeSpawner::start() {
    SocketPair pair = seqpacket_pair().value();
    REQUIRE(::fcntl(pair.theirs.get(), F_SETFL, O_NONBLOCK) == 0);
    socket_.assign(pair.theirs.release());
    await_requests();
    SpawnerLink link;
    link.socket = std::move(pair.ours);
    return link;
}

void FakeSpawner::await_requests() {
    socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error || stalled_ || !socket_.is_open()) return;
                           take_requests();
                           if (socket_.is_open()) await_requests();
                       });
}

void FakeSpawner::take_requests() {
    while (socket_.is_open()) {
        SpawnerRequest request;
        const auto received = receive_message(socket_.native_handle(), as_buffer(request));
        if (!received && received.error().code == std::errc::resource_unavailable_try_again) return;
        if (!received || received.value().size == 0) {
            engine_gone_ = true;
            return end();
        }
        REQUIRE(received.value().size == sizeof request);
        CHECK(request.version == kSpawnerProtocol);
        answer(request);
    }
}

void FakeSpawner::answer(const SpawnerRequest& request) {
    SpawnerEvent event;
    event.id = request.id;
    event.slot = request.slot;
    UniqueFd agent;
    switch (request.ask) {
        case SpawnerAsk::Sweep:
            asked_.emplace_back("sweep");
            event.say = SpawnerSay::Swept;
            break;
        case SpawnerAsk::Create:
            create(event, agent);
            break;
        case SpawnerAsk::Destroy:
            destroy(event);
            break;
    }
    if (agent.valid())
        say(event, {agent.get()});
    else
        say(event);
}

void FakeSpawner::create(SpawnerEvent& event, UniqueFd& agent) {
    asked_.push_back("create " + std::to_string(event.slot));
    event.say = SpawnerSay::CreateFailed;
    if (creates_fail > 0) {
        --creates_fail;
        return put_text(event, "no room");
    }
    CHECK_FALSE(agents_.contains(event.slot));  // nobody makes two in one slot
    SocketPair pair = seqpacket_pair().value();
    REQUIRE(::fcntl(pair.theirs.get(), F_SETFL, O_NONBLOCK) == 0);
    Habits its;
    if (!habits.empty()) {
        its = std::move(habits.front());
        habits.pop_front();
    }
    agents_[event.slot] =
        std::make_shared<ScriptedAgent>(io_, std::move(pair.theirs), std::move(its));
    agents_[event.slot]->begin();
    agent = std::move(pair.ours);
    event.say = SpawnerSay::Created;
}

void FakeSpawner::destroy(SpawnerEvent& event) {
    asked_.push_back("destroy " + std::to_string(event.slot));
    event.say = SpawnerSay::DestroyFailed;
    if (destroys_fail > 0) {
        --destroys_fail;
        return put_text(event, "it lives");
    }
    if (agents_.contains(event.slot)) agents_[event.slot]->die();
    agents_.erase(event.slot);
    event.say = SpawnerSay::Destroyed;
}

// Whoever asked may be gone already, which shows when the next request is read.
void FakeSpawner::say(const SpawnerEvent& event, const std::vector<int>& fds) {
    (void)send_message(socket_.native_handle(), as_message(event), fds);
}

void FakeSpawner::stall() {
    stalled_ = true;
    socket_.cancel();
}

void FakeSpawner::resume() {
    if (!std::exchange(stalled_, false) || !socket_.is_open()) return;
    await_requests();
}

void FakeSpawner::kill(unsigned slot) {
    agents_.at(slot)->die();
    SpawnerEvent event;
    event.say = SpawnerSay::Died;
    event.slot = slot;
    say(event);
}

void FakeSpawner::vanish() {
    end();
}

void FakeSpawner::end() {
    for (const auto& [slot, agent] : agents_) agent->die();
    agents_.clear();
    socket_.close();
}

}  // namespace kiln::pool
