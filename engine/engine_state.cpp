#include "engine/engine_state.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <string>
#include <utility>

#include "engine/admission.h"
#include "engine/plan.h"
#include "pool/base/assert.h"
#include "pool/base/log.h"

namespace kiln::engine {
namespace {

using boost::asio::awaitable;
using Done = std::function<void(Outcome)>;

constexpr auto kNoThrow = boost::asio::as_tuple(boost::asio::use_awaitable);

Outcome refusal(Verdict verdict, std::string message) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.message = std::move(message);
    return outcome;
}

// Errors are values everywhere; what is thrown all the same is exhausted memory or a bug of ours.
Outcome outcome_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        spdlog::error("a job's task threw: {}", error.what());
        return refusal(Verdict::InternalError,
                       std::string("internal error: ") + error.what() + "; send the job again");
    }
}

// When a job that still waits expires.
Clock::time_point waits_until(const Job& job) {
    return std::min(job.answer_by, job.execute_by);
}

}  // namespace

void EngineState::complete(const Language* language, Outcome& outcome) const {
    if (language != nullptr) {
        outcome.language = language->name;
        outcome.version = toolchain(*language).version;
    }
    outcome.isolation = runner_.isolation();
}

void EngineState::submit(Job job, Done done) {
    const auto refuse = [&](const Language* language, Verdict verdict, std::string message) {
        Outcome outcome = refusal(verdict, std::move(message));
        complete(language, outcome);
        statistics_.refused(language != nullptr ? place_of(*language) : catalogue_.all().size(),
                            verdict);
        done(std::move(outcome));
    };
    const Language* const language = catalogue_.find(job.language);
    if (language == nullptr) {
        return refuse(nullptr, Verdict::Rejected, unsupported_language(job.language));
    }
    if (closed_) {
        return refuse(language, Verdict::Busy, "this worker is stopping; send the job again");
    }
    auto task = admit(std::move(job), *language, toolchain(*language), limits_);
    if (!task) return refuse(language, Verdict::Rejected, task.error().text());
    const bool at_once = slot_free() && waiting_.empty();
    if (!at_once && waiting_.size() >= queue_capacity_) {
        return refuse(language, Verdict::Busy,
                      "job queue full, max capacity: " + std::to_string(queue_capacity_));
    }
    Waiting next{std::move(task).value(), std::move(done)};
    if (at_once) return start(std::move(next));
    waiting_.push_back(std::move(next));
    watch_expiry();
}

Places EngineState::free_places() const {
    if (closed_) return {};
    Places free;
    const std::size_t standing = runner_.standing();
    if (waiting_.empty() && standing > active_.size()) free.containers = standing - active_.size();
    if (waiting_.size() < queue_capacity_) free.queue = queue_capacity_ - waiting_.size();
    return free;
}

void EngineState::start(Waiting next) {
    active_.push_back({next.task.job.id, next.task.canceller});
    const Language* const language = next.task.language;
    auto on_end = [self = shared_from_this(), canceller = next.task.canceller, language,
                   arrived = next.task.job.arrived, done = std::move(next.done)](
                      const std::exception_ptr& thrown, Outcome outcome) mutable {
        if (thrown) outcome = outcome_of(thrown);
        self->deliver(*language, arrived, std::move(done), std::move(outcome));
        self->ended(canceller);
    };
    boost::asio::co_spawn(executor_, perform_job(std::move(next.task), &runner_, &cache_, &help_),
                          std::move(on_end));
}

void EngineState::ended(const std::shared_ptr<Canceller>& canceller) {
    std::erase_if(active_, [&](const Active& each) { return each.canceller == canceller; });
    start_waiting();
}

void EngineState::start_waiting() {
    while (slot_free() && !waiting_.empty()) {
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        start(std::move(next));
    }
    watch_expiry();
}

// A job that waits is answered when its time is over, not only when its turn comes.
void EngineState::watch_expiry() {
    const auto due = [](const Waiting& each) { return waits_until(each.task.job); };
    const auto first = std::ranges::min_element(waiting_, {}, due);
    if (first == waiting_.end()) {
        next_expiry_.cancel();
        return;
    }
    next_expiry_.expires_at(due(*first));
    next_expiry_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) self->expire_waiting();
    });
}

void EngineState::expire_waiting() {
    const Clock::time_point now = Clock::now();
    std::deque<Waiting> still;
    for (Waiting& each : waiting_) {
        if (waits_until(each.task.job) > now) {
            still.push_back(std::move(each));
        } else {
            deliver(*each.task.language, each.task.job.arrived, std::move(each.done),
                    expired_outcome(each.task.job, now));
        }
    }
    waiting_ = std::move(still);
    watch_expiry();
}

bool EngineState::cancel(std::string_view id) {
    const Clock::time_point now = Clock::now();
    std::deque<Waiting> still;
    std::vector<std::shared_ptr<Canceller>>
        asked;  // a step may end, and leave active_, inside cancel()
    const std::size_t before = waiting_.size();
    for (Waiting& each : waiting_) {
        if (each.task.job.id == id)
            deliver(*each.task.language, each.task.job.arrived, std::move(each.done),
                    cancelled_outcome(each.task.job, now, CancelledBy::Id));
        else
            still.push_back(std::move(each));
    }
    waiting_ = std::move(still);
    for (const Active& each : active_)
        if (each.id == id) asked.push_back(each.canceller);
    for (const auto& canceller : asked) {
        canceller->requested = canceller->by_id = true;
        if (canceller->cancel) canceller->cancel();
    }
    if (waiting_.size() < before) watch_expiry();
    return waiting_.size() < before || !asked.empty();
}

void EngineState::deliver(const Language& language, Clock::time_point arrived, Done done,
                          Outcome outcome) {
    complete(&language, outcome);
    statistics_.ended(
        place_of(language), outcome,
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - arrived));
    ++undelivered_;
    boost::asio::post(executor_, [self = shared_from_this(), done = std::move(done),
                                  outcome = std::move(outcome)]() mutable {
        done(std::move(outcome));
        --self->undelivered_;
        if (self->idle()) self->idle_.cancel();
    });
}

awaitable<void> EngineState::probe(std::shared_ptr<EngineState> self) {
    KILN_ASSERT(!self->probe_);
    self->probe_ = std::make_shared<Canceller>();
    for (std::size_t i = 0; i < self->toolchains_.size() && !self->closed_; ++i) {
        const Language* const language = &self->catalogue_.all()[i];
        self->toolchains_[i] =
            co_await probe_toolchain(language, &self->runner_, self->limits_.run, self->probe_);
    }
    self->probe_.reset();
    if (self->idle()) self->idle_.cancel();
}

awaitable<void> EngineState::drain(std::shared_ptr<EngineState> self) {
    self->closed_ = true;
    self->help_.stop();
    while (!self->idle()) (void)co_await self->idle_.async_wait(kNoThrow);
}

awaitable<void> EngineState::stop(std::shared_ptr<EngineState> self) {
    self->closed_ = true;
    const Clock::time_point now = Clock::now();
    for (Waiting& each : std::exchange(self->waiting_, {})) {
        self->deliver(*each.task.language, each.task.job.arrived, std::move(each.done),
                      cancelled_outcome(each.task.job, now, CancelledBy::End));
    }
    self->watch_expiry();
    std::vector<std::shared_ptr<Canceller>> active;  // apart, as in cancel()
    for (const Active& each : self->active_) active.push_back(each.canceller);
    if (self->probe_) active.push_back(self->probe_);
    for (const auto& canceller : active) {
        canceller->requested = true;
        if (canceller->cancel) canceller->cancel();
    }
    co_await drain(self);
    self->cache_.close();
    self->help_.close();
    self->stopped_ = true;
}

}  // namespace kiln::engine
