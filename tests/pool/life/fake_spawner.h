#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pool/namespaces/spawner.h"
#include "pool/namespaces/spawner_protocol.h"
#include "tests/pool/life/scripted_agent.h"

namespace kiln::pool {

// The spawner's end of its protocol, in the test's own process and without any privilege: it takes
// requests one after another, as the spawner does, and its containers are scripted agents. What it
// was asked, and what there is, a test can see.
class FakeSpawner {
  public:
    explicit FakeSpawner(boost::asio::io_context& io) : io_(io), socket_(io) {}

    // The engine's end. Once, first.
    [[nodiscard]] SpawnerLink start();

    // While it is stalled it takes no request; those that were sent meanwhile come after that.
    void stall();
    void resume();
    // A container ends by itself, and the spawner says so.
    void kill(unsigned slot);
    // The spawner itself ends, as if it had been killed, and with it all it made.
    void vanish();

    [[nodiscard]] std::size_t containers() const { return agents_.size(); }
    // It has seen the engine's end of the socket closed, and destroyed what there was.
    [[nodiscard]] bool engine_gone() const { return engine_gone_; }
    // "sweep", "create 0", "destroy 1", ...
    [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }

    // How many of the requests to come fail; the others work.
    std::size_t creates_fail = 0, destroys_fail = 0;
    std::deque<Habits> habits;  // of the agents to come; the others have none

  private:
    void await_requests();
    void take_requests();
    void answer(const SpawnerRequest& request);
    void create(SpawnerEvent& event, UniqueFd& agent);
    void destroy(SpawnerEvent& event);
    void say(const SpawnerEvent& event, const std::vector<int>& fds = {});
    void end();

    boost::asio::io_context& io_;
    boost::asio::posix::stream_descriptor socket_;
    std::map<unsigned, std::shared_ptr<ScriptedAgent>> agents_;
    std::vector<std::string> asked_;
    bool stalled_ = false;
    bool engine_gone_ = false;
};

}  // namespace kiln::pool
