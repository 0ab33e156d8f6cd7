#include "engine/warm/preparations.h"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace kiln::engine {

void Preparations::add(Work work) {
    if (stopped_) return;
    queue_.push_back(std::move(work));
    if (!busy()) begin_next();
}

void Preparations::begin_next() {
    if (queue_.empty() || stopped_) {
        canceller_.reset();
        on_idle_();
        return;
    }
    canceller_ = std::make_shared<Canceller>();
    work_ = std::move(queue_.front());  // a coroutine's lambda must outlive it
    queue_.pop_front();
    boost::asio::co_spawn(executor_, work_(), [this](const std::exception_ptr& trouble) {
        if (trouble) std::rethrow_exception(trouble);
        begin_next();
    });
}

boost::asio::awaitable<pool::Result<pool::StepReport>> Preparations::run(
    pool::StepSpec step, std::chrono::milliseconds patience) {
    co_return co_await runner_.run(std::move(step), pool::Clock::now() + patience, canceller_);
}

void Preparations::stop() {
    stopped_ = true;
    queue_.clear();
    if (!canceller_) return;
    canceller_->requested = true;
    if (canceller_->cancel) canceller_->cancel();
}

}  // namespace kiln::engine
