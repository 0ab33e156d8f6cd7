#pragma once

#include <nats/nats.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "pool/base/unique_fd.h"

namespace kiln::messaging {

// The client library's socket on an io_context of ours, by way of the library's hooks for event
// loops: it then reads and writes only when we say so, and has no thread that reads ahead of us.
//
// The library calls the hooks from any thread and holds its lock meanwhile; each copies and posts.
// What is polled is a duplicate of its descriptor, so that the library may close its own whenever
// it likes. Everything else happens on `io`, one thread.
class SocketWatch : public std::enable_shared_from_this<SocketWatch> {
  public:
    // `on_readable` calls natsConnection_ProcessReadEvent, `write` natsConnection_ProcessWriteEvent;
    // neither is called after close().
    struct Handlers {
        std::function<void()> read;
        std::function<void()> write;
    };
    SocketWatch(boost::asio::io_context& io, Handlers handlers)
        : io_(io), handlers_(std::move(handlers)) {}

    // Has connections made with `options` use this watch. It must outlive them.
    [[nodiscard]] natsStatus install(natsOptions* options);

    // Whether to go on reading. What the server sends meanwhile waits in its own buffers.
    void hold_reading();
    void resume_reading();

    // Nothing is read or written any more.
    void close();

  private:
    static natsStatus attached(void** self, void* loop, natsConnection* nc, natsSock socket);
    static natsStatus reading(void* self, bool wanted);
    static natsStatus writing(void* self, bool wanted);
    static natsStatus detached(void* self);

    void post(void (SocketWatch::*step)());
    void adopt(pool::UniqueFd socket);
    void release();
    void write();
    void wait_read();
    void wait_write();

    boost::asio::io_context& io_;
    Handlers handlers_;
    std::atomic<bool> write_wanted_ = false;

    std::optional<boost::asio::posix::stream_descriptor> socket_;
    std::uint64_t sockets_ = 0;  // a number for the one that is watched
    bool read_waits_ = false;
    bool write_waits_ = false;
    bool held_ = false;
    bool closed_ = false;
};

}  // namespace kiln::messaging
