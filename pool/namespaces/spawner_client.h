#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "pool/container_maker.h"
#include "pool/event.h"
#include "pool/namespaces/spawner.h"
#include "pool/namespaces/spawner_protocol.h"

namespace kiln::pool {

// The engine's side of the spawner. An answer belongs to the request whose id it has; one that
// nobody waits for any more is dropped with its descriptors, and since the spawner takes requests
// in their order, a destroy() that is asked after a make() without an answer undoes that too.
class SpawnerClient final : public ContainerMaker {
  public:
    SpawnerClient(boost::asio::any_io_executor executor, SpawnerLink link);

    [[nodiscard]] const Isolation& isolation() const override { return link_.isolation; }
    // The object must stay where it is until stop() has completed.
    void listen(Notices notices) override;
    // Errors: the spawner's own words, ETIMEDOUT, or ESHUTDOWN once it is gone.
    [[nodiscard]] boost::asio::awaitable<Result<void>> sweep() override;
    [[nodiscard]] boost::asio::awaitable<Result<ContainerParts>> make(unsigned slot) override;
    [[nodiscard]] boost::asio::awaitable<Result<void>> destroy(unsigned slot) override;
    // Closes the link and reaps the spawner, waiting a few seconds at most; kills it after that,
    // where this process still may.
    [[nodiscard]] boost::asio::awaitable<void> stop() override;

  private:
    struct Pending {
        explicit Pending(boost::asio::any_io_executor executor) : answered(std::move(executor)) {}
        Event answered;
        SpawnerEvent event;
        std::vector<UniqueFd> fds;
    };
    using Answer = std::shared_ptr<Pending>;

    void await_message();
    void read_all();
    void accept(const SpawnerEvent& event, std::vector<UniqueFd> fds);
    void lose();
    void fail_pending();
    // An answer that is `good`, or else the spawner's words after `what`.
    [[nodiscard]] boost::asio::awaitable<Result<Answer>> ask(SpawnerAsk ask, unsigned slot,
                                                             SpawnerSay good, const char* what);

    SpawnerLink link_;
    boost::asio::posix::stream_descriptor socket_;
    Notices notices_;
    std::map<std::uint64_t, Answer> pending_;  // by id
    std::uint64_t last_id_ = 0;
    bool gone_ = false;
};

}  // namespace kiln::pool
