#include "messaging/durable/puller.h"

#include <pthread.h>

#include <optional>

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kBusy = 50ms;      // until the next look for a place
constexpr auto kTrouble = 500ms;  // until the next fetch after one that failed
constexpr auto kAnswer = 1s;

// An answer that may come later than anybody waits for it.
struct Answered {
    std::mutex mutex;
    std::condition_variable came;
    std::optional<bool> yes;
    bool given_up = false;
};

}  // namespace

void Puller::start() {
    thread_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-pull");
        run();
    });
}

void Puller::use(std::shared_ptr<JobsSession> session) {
    const std::lock_guard lock(mutex_);
    session_.swap(session);
    changed_.notify_all();
}

void Puller::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        session_.reset();
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

// Null: the end.
std::shared_ptr<JobsSession> Puller::next_session() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || session_; });
    return stopping_ ? nullptr : session_;
}

void Puller::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return stopping_; });
}

// A place that is given after we gave up is given back.
bool Puller::ask_for_place() {
    const auto answered = std::make_shared<Answered>();
    tools_.ask([answered, leave = tools_.leave](bool yes) {
        const std::lock_guard lock(answered->mutex);
        if (yes && answered->given_up) return leave();
        answered->yes = yes;
        answered->came.notify_all();
    });
    std::unique_lock lock(answered->mutex);
    answered->given_up =
        !answered->came.wait_for(lock, kAnswer, [&] { return answered->yes.has_value(); });
    return answered->yes.value_or(false);
}

void Puller::run() {
    while (auto session = next_session()) {
        if (!ask_for_place()) {
            pause(kBusy);
            continue;
        }
        JobsMessage message;
        const Call call = session->fetch(kFetch, message);
        session.reset();
        if (call.done()) {
            tools_.take(std::move(message));
            continue;
        }
        tools_.leave();
        if (call.end == CallEnd::Absent) continue;
        tools_.trouble(call.words);
        pause(kTrouble);
    }
}

}  // namespace kiln::messaging
