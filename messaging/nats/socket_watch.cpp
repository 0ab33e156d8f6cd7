#include "messaging/nats/socket_watch.h"

#include <fcntl.h>

#include <boost/asio/post.hpp>

namespace kiln::messaging {

namespace asio = boost::asio;

// ---- the library's hooks: on any thread, under its lock -------------------------------------

natsStatus SocketWatch::install(natsOptions* options) {
    return natsOptions_SetEventLoop(options, this, attached, reading, writing, detached);
}

natsStatus SocketWatch::attached(void** self, void* loop, natsConnection* /*nc*/, natsSock socket) {
    auto* const watch = static_cast<SocketWatch*>(loop);
    *self = watch;
    pool::UniqueFd copy(::fcntl(socket, F_DUPFD_CLOEXEC, 0));
    if (!copy.valid()) return NATS_ERR;
    asio::post(watch->io_, [watch = watch->shared_from_this(), copy = std::move(copy)]() mutable {
        watch->adopt(std::move(copy));
    });
    return NATS_OK;
}

natsStatus SocketWatch::reading(void* self, bool wanted) {
    // The library asks for reading to begin by attaching; here it only ever ends.
    if (!wanted) static_cast<SocketWatch*>(self)->post(&SocketWatch::release);
    return NATS_OK;
}

natsStatus SocketWatch::writing(void* self, bool wanted) {
    auto* const watch = static_cast<SocketWatch*>(self);
    if (!watch->write_wanted_.exchange(wanted) && wanted) watch->post(&SocketWatch::write);
    return NATS_OK;
}

natsStatus SocketWatch::detached(void* self) {
    static_cast<SocketWatch*>(self)->post(&SocketWatch::release);
    return NATS_OK;
}

void SocketWatch::post(void (SocketWatch::*step)()) {
    asio::post(io_, [self = shared_from_this(), step] { (self.get()->*step)(); });
}

// ---- on the io_context ---------------------------------------------------------------------

void SocketWatch::adopt(pool::UniqueFd socket) {
    release();
    if (closed_) return;
    socket_.emplace(io_, socket.release());
    wait_read();
    write();
}

// What still waits for this socket completes later, and finds that it is another's turn.
void SocketWatch::release() {
    ++sockets_;
    socket_.reset();
    read_waits_ = false;
    write_waits_ = false;
}

// The library has something to write: most often the socket takes it at once. With nothing to
// write it must not be called: it takes a write of no bytes for the end of the connection.
void SocketWatch::write() {
    if (!socket_ || write_waits_ || !write_wanted_) return;
    handlers_.write();
    if (write_wanted_) wait_write();
}

void SocketWatch::wait_read() {
    if (!socket_ || read_waits_ || held_) return;
    read_waits_ = true;
    socket_->async_wait(
        asio::posix::stream_descriptor::wait_read,
        [self = shared_from_this(), socket = sockets_](const boost::system::error_code& error) {
            if (error || socket != self->sockets_) return;
            self->read_waits_ = false;
            if (self->held_) return;
            self->handlers_.read();
            self->wait_read();
        });
}

void SocketWatch::wait_write() {
    if (!socket_ || write_waits_) return;
    write_waits_ = true;
    socket_->async_wait(
        asio::posix::stream_descriptor::wait_write,
        [self = shared_from_this(), socket = sockets_](const boost::system::error_code& error) {
            if (error || socket != self->sockets_) return;
            self->write_waits_ = false;
            self->write();
        });
}

void SocketWatch::hold_reading() {
    held_ = true;
}

void SocketWatch::resume_reading() {
    held_ = false;
    wait_read();
}

void SocketWatch::close() {
    closed_ = true;
    release();
    handlers_ = {};
}

}  // namespace kiln::messaging
