#include "engine/warm/preparations.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "pool/base/assert.h"

namespace kiln::engine {

namespace {

// For a container that no job needs.
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::seconds kLongestPause{64};
constexpr unsigned kDoublings = 6;

}  // namespace

bool gave_way(const pool::Error& error) {
    return error.code == std::errc::resource_unavailable_try_again ||
           error.code == std::errc::timed_out;
}

std::chrono::seconds pause_after(unsigned cuts) {
    if (cuts == 0) return std::chrono::seconds(0);
    return std::min(kLongestPause, std::chrono::seconds(1u << std::min(cuts - 1, kDoublings)));
}

void Preparations::add(Work work) {
    if (stopped_) return;
    queue_.push_back({std::move(work)});
    if (!busy()) begin_next();
}

void Preparations::begin_next() {
    const auto now = pool::Clock::now();
    const auto due =
        std::ranges::find_if(queue_, [now](const Piece& piece) { return piece.not_before <= now; });
    if (due == queue_.end()) {
        canceller_.reset();
        on_idle_();
        const auto first = std::ranges::min_element(queue_, {}, &Piece::not_before);
        if (first == queue_.end()) return;
        pause_.expires_at(first->not_before);
        pause_.async_wait([this](const boost::system::error_code& error) {
            if (!error && !busy()) begin_next();
        });
        return;
    }
    canceller_ = std::make_shared<Canceller>();
    piece_ = std::move(*due);  // a coroutine's lambda must outlive it
    queue_.erase(due);
    boost::asio::co_spawn(executor_, piece_.work(),
                          [this](const std::exception_ptr& trouble, Progress progress) {
                              if (trouble) std::rethrow_exception(trouble);
                              ended(progress);
                          });
}

void Preparations::ended(Progress progress) {
    if (progress == Progress::GaveWay && !stopped_) {
        ++piece_.cuts;
        piece_.not_before = pool::Clock::now() + pause_after(piece_.cuts);
        queue_.push_back(std::move(piece_));
    }
    begin_next();
}

boost::asio::awaitable<pool::Result<pool::StepReport>> Preparations::run(pool::StepSpec step) {
    KILN_ASSERT(step.purpose != pool::Purpose::Job);
    const auto end_before = pool::Clock::now() + kPatience + step.limits.wall;
    co_return co_await runner_.run(std::move(step), end_before, canceller_);
}

void Preparations::stop() {
    stopped_ = true;
    queue_.clear();
    pause_.cancel();
    if (!canceller_) return;
    canceller_->requested = true;
    if (canceller_->cancel) canceller_->cancel();
}

}  // namespace kiln::engine
