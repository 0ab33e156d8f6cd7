#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <optional>
#include <set>

#include "pool/base/unique_fd.h"
#include "pool/protocol/cell_protocol.h"

namespace kiln::pool {

// What an agent does wrong. Nothing: it answers at once.
struct Habits {
    std::set<std::uint32_t> ignores;               // requests of these kinds are not answered
    std::optional<std::uint32_t> dies_of;          // the first request of this kind is its end
    bool cells_fail = false;                       // no cell can be made
    bool cells_stay_unready = false;               // one is made, and nothing more is heard of it
    bool steps_go_on = false;                      // until finish_step() or a kill
    std::optional<std::uint32_t> answers_instead;  // an event of this kind in place of PONG
};

// A container's agent, init and job child at the other end of a pool::Container, all of them in the
// test's own process and on its io_context.
class ScriptedAgent : public std::enable_shared_from_this<ScriptedAgent> {
  public:
    ScriptedAgent(boost::asio::io_context& io, UniqueFd socket, Habits habits)
        : agent_(io, socket.release()), job_(io), habits_(std::move(habits)) {}

    void begin() { await_request(); }
    // As if its process had been killed.
    void die();
    void finish_step();
    [[nodiscard]] bool step_runs() const { return step_runs_; }
    [[nodiscard]] unsigned pings() const { return pings_; }

  private:
    void await_request();
    void answer(const kiln_request& request);
    void make_cell(std::uint64_t cell);
    void await_job();
    void end_cell();
    void say(int socket, kiln_event_kind kind, std::initializer_list<int> fds = {}, int error = 0);

    boost::asio::posix::stream_descriptor agent_;
    boost::asio::posix::stream_descriptor job_;
    Habits habits_;
    UniqueFd init_, out_, err_;
    std::uint64_t cell_ = 0;
    bool cell_lives_ = false;
    bool step_runs_ = false;
    unsigned pings_ = 0;
};

}  // namespace kiln::pool
