#include "tests/pool/life/scripted_agent.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "pool/base/unix_socket.h"

namespace kiln::pool {

namespace {

struct Pipe {
    UniqueFd read, write;
};

Pipe make_pipe() {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

bool is_whole(const kiln_request& request, std::size_t size) {
    if (size < sizeof request.head || request.head.version != KILN_PROTOCOL) return false;
    switch (request.head.kind) {
        case KILN_MAKE_CELL:
            return size == sizeof request.make_cell;
        case KILN_KILL_CELL:
            return size == sizeof request.kill_cell;
        case KILN_PING:
            return size == sizeof request.ping;
        case KILN_RUNTIME:
            return size == sizeof request.runtime;
        default:
            return false;
    }
}

}  // namespace

void ScriptedAgent::say(int socket, kiln_event_kind kind, std::initializer_list<int> fds,
                        int error) {
    kiln_event event{};
    event.version = KILN_PROTOCOL;
    event.kind = kind;
    event.cell = cell_;
    event.error = error;
    if (error != 0) std::strcpy(event.step, "a step of the test's");
    (void)send_message(socket, as_message(event), std::vector<int>(fds));
}

void ScriptedAgent::await_request() {
    agent_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](const boost::system::error_code& error) {
                          while (!error && self->agent_.is_open()) {
                              kiln_request request{};
                              const auto received =
                                  receive_message(self->agent_.native_handle(), as_buffer(request));
                              if (!received) break;
                              if (!is_whole(request, received.value().size)) return self->die();
                              self->answer(request);
                          }
                          if (!error && self->agent_.is_open()) self->await_request();
                      });
}

void ScriptedAgent::answer(const kiln_request& request) {
    if (habits_.dies_of == request.head.kind) return die();
    if (request.head.kind == KILN_PING) ++pings_;
    if (habits_.ignores.contains(request.head.kind)) return;
    const int agent = agent_.native_handle();
    switch (request.head.kind) {
        case KILN_MAKE_CELL:
            make_cell(request.make_cell.cell);
            break;
        case KILN_KILL_CELL:
            if (!cell_lives_) break;
            end_cell();
            say(agent, KILN_CELL_DEAD);
            break;
        case KILN_PING:
            say(agent, static_cast<kiln_event_kind>(habits_.answers_instead.value_or(KILN_PONG)));
            break;
        default:
            break;
    }
}

void ScriptedAgent::make_cell(std::uint64_t cell) {
    cell_ = cell;
    if (habits_.cells_fail) return say(agent_.native_handle(), KILN_AGENT_FAILED, {}, ENOMEM);
    SocketPair job = seqpacket_pair().value();
    SocketPair init = seqpacket_pair().value();
    Pipe out = make_pipe(), err = make_pipe();
    job_.close();
    job_.assign(job.ours.release());
    init_ = std::move(init.ours);
    cell_lives_ = true;
    say(agent_.native_handle(), KILN_CELL_MADE, {job.theirs.get(), init.theirs.get()});
    if (habits_.cells_stay_unready) return;
    say(job_.native_handle(), KILN_CELL_READY, {out.read.get(), err.read.get()});
    out_ = std::move(out.write);
    err_ = std::move(err.write);
    await_job();
}

void ScriptedAgent::await_job() {
    job_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [self = shared_from_this()](const boost::system::error_code& error) {
                        if (error) return;
                        kiln_job job{};
                        const auto received =
                            receive_message(self->job_.native_handle(), as_buffer(job));
                        if (!received || received.value().size == 0) return;
                        self->job_.close();  // the program has started
                        self->step_runs_ = true;
                        if (!self->habits_.steps_go_on) self->finish_step();
                    });
}

void ScriptedAgent::finish_step() {
    if (!step_runs_) return;
    step_runs_ = false;
    out_.reset();
    err_.reset();
    say(init_.get(), KILN_CELL_EMPTY);
}

void ScriptedAgent::end_cell() {
    cell_lives_ = false;
    step_runs_ = false;
    job_.close();
    init_.reset();
    out_.reset();
    err_.reset();
}

void ScriptedAgent::die() {
    end_cell();
    agent_.close();
}

}  // namespace kiln::pool
