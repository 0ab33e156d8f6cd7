#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <memory>

#include "pool/cgroup/leaf_files.h"
#include "pool/event.h"
#include "pool/namespaces/spawner.h"
#include "pool/namespaces/spawner_protocol.h"

namespace kiln::pool {

// What the spawner hands over for a new container.
struct ContainerParts {
    UniqueFd agent_socket;
    LeafFiles files;
    int cgroup_version = 0;
};

// The engine's side of the spawner, on the engine's executor. One request a slot at a time.
class SpawnerClient {
  public:
    // `on_died` is called with the slot of a container that ended by itself, `on_gone` once if
    // the spawner itself ends before stop().
    SpawnerClient(boost::asio::any_io_executor executor, SpawnerLink link,
                  std::function<void(unsigned)> on_died, std::function<void()> on_gone);

    // Starts listening. The object must stay where it is until stop() has completed.
    void start();

    // Fail with the spawner's own words, with ETIMEDOUT, or with ESHUTDOWN once it is gone. After
    // a failed destroy the slot must not be used again.
    [[nodiscard]] boost::asio::awaitable<Result<ContainerParts>> create(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> destroy(unsigned slot);

    // Closes the link and reaps the spawner, waiting a few seconds at most; kills it after that.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] const SpawnerLink& link() const { return link_; }

  private:
    struct Pending {
        explicit Pending(boost::asio::any_io_executor executor) : answered(std::move(executor)) {}
        Event answered;
        SpawnerEvent event;
        std::vector<UniqueFd> fds;
    };

    void listen();
    void read_all();
    void accept(const SpawnerEvent& event, std::vector<UniqueFd> fds);
    void lose();
    [[nodiscard]] boost::asio::awaitable<Result<std::shared_ptr<Pending>>> ask(SpawnerAsk what,
                                                                               unsigned slot);

    SpawnerLink link_;
    boost::asio::posix::stream_descriptor socket_;
    std::function<void(unsigned)> on_died_;
    std::function<void()> on_gone_;
    std::map<unsigned, std::shared_ptr<Pending>> pending_;
    bool gone_ = false;
};

}  // namespace kiln::pool
