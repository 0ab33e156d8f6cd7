#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"
#include "pool/cgroup/leaf_files.h"
#include "pool/isolation.h"

namespace kiln::pool {

// A new container, as its maker hands it over.
struct ContainerParts {
    UniqueFd agent_socket;   // to its agent, which is configured (protocol/cell_protocol.h)
    LeafFiles files;         // of its cells' cgroup
    int cgroup_version = 0;  // 0: there is none
};

// Makes containers and destroys them: all that the pool wants from whoever may do that here. What
// it takes (a privileged process, a daemon) is the maker's own affair.
//
// Lives on the pool's executor. Each call completes within a deadline of the maker's, and whatever
// it says may come late or be wrong about the host: a slot is known to be empty only after a
// destroy() that succeeded. One call a slot at a time.
class ContainerMaker {
  public:
    // What it says unasked. Neither is called inside a call of ours.
    struct Notices {
        std::function<void(unsigned slot)> died;  // this container ended by itself: destroy() it
        std::function<void()> gone;  // once, before stop(): nothing can be made any more, and what
                                     // was made is dead or will be
    };

    ContainerMaker() = default;
    ContainerMaker(const ContainerMaker&) = delete;
    ContainerMaker& operator=(const ContainerMaker&) = delete;
    virtual ~ContainerMaker() = default;

    // Which walls its containers have; the same for its whole life.
    [[nodiscard]] virtual const Isolation& isolation() const = 0;

    // Before all that follows. `notices` may be called until stop() has completed.
    virtual void listen(Notices notices) = 0;

    // Removes all that instances which died left on this host. An Error changes nothing for the
    // calls below.
    [[nodiscard]] virtual boost::asio::awaitable<Result<void>> sweep() = 0;

    // Makes the container of an empty slot. After an Error, ETIMEDOUT above all, there may be one
    // all the same.
    [[nodiscard]] virtual boost::asio::awaitable<Result<ContainerParts>> make(unsigned slot) = 0;

    // Kills what the slot holds and removes all of it; an empty slot is a success. After an Error
    // it may be tried again, as often as one likes.
    [[nodiscard]] virtual boost::asio::awaitable<Result<void>> destroy(unsigned slot) = 0;

    // Calls under way fail with ESHUTDOWN, and so does every later one. Destroys what was made and
    // is not destroyed yet; completes when that is done, within a deadline.
    [[nodiscard]] virtual boost::asio::awaitable<void> stop() = 0;
};

}  // namespace kiln::pool
