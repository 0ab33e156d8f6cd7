#include "messaging/nats/pinger.h"

#include <pthread.h>

#include "pool/base/assert.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kPatienceMs = 2'000;

}  // namespace

Pinger::~Pinger() {
    KILN_ASSERT(!thread_.joinable());
}

void Pinger::start() {
    thread_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-nats-ping");
        run();
    });
}

void Pinger::ask(std::shared_ptr<natsConnection> connection) {
    {
        const std::lock_guard lock(mutex_);
        question_ = std::move(connection);
    }
    changed_.notify_one();
}

void Pinger::stop() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Pinger::run() {
    while (true) {
        std::shared_ptr<natsConnection> question;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || question_; });
            if (stopping_) return;
            question.swap(question_);
        }
        // With an event loop the PING cannot fail to be buffered, so that success means a PONG;
        // and a connection never becomes another one, so that it is the right one's.
        const natsStatus status = natsConnection_FlushTimeout(question.get(), kPatienceMs);
        question.reset();
        answer_(status == NATS_OK);
    }
}

}  // namespace kiln::messaging
