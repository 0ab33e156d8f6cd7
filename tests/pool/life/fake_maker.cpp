#include "tests/pool/life/fake_maker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>

#include "pool/base/unix_socket.h"

namespace kiln::pool {

namespace asio = boost::asio;

namespace {

template <typename T>
T take_first(std::deque<T>& queue, T otherwise) {
    if (queue.empty()) return otherwise;
    T first = std::move(queue.front());
    queue.pop_front();
    return first;
}

}  // namespace

asio::awaitable<Result<void>> FakeMaker::go(Way way, std::string call) {
    calls_.emplace_back(call, Clock::now());
    if (stopped_) co_return errno_error(ESHUTDOWN, call);
    if (way == Way::Fails) co_return plain_error(call + " fails");
    if (way == Way::Works) co_return success();
    const auto wait = std::make_shared<Event>(io_.get_executor());
    waiting_.push_back(wait);
    const bool told = co_await wait->wait_until(Clock::now() + kMakerPatience);
    std::erase(waiting_, wait);
    co_return errno_error(told ? ESHUTDOWN : ETIMEDOUT, call);
}

asio::awaitable<Result<void>> FakeMaker::sweep() {
    return go(sweeps, "sweep");
}

asio::awaitable<Result<ContainerParts>> FakeMaker::make(unsigned slot) {
    const Way way = take_first(makes, Way::Works);
    CHECK_FALSE(agents_.contains(slot));  // nobody makes two in one slot
    ContainerParts parts;
    if (way != Way::Fails && !stopped_) {
        SocketPair pair = seqpacket_pair().value();
        REQUIRE(::fcntl(pair.theirs.get(), F_SETFL, O_NONBLOCK) == 0);
        agents_[slot] =
            std::make_shared<ScriptedAgent>(io_, std::move(pair.theirs), take_first(habits, {}));
        agents_[slot]->begin();
        parts.agent_socket = std::move(pair.ours);
    }
    Event never(io_.get_executor());
    if (make_takes.count() > 0) (void)co_await never.wait_until(Clock::now() + make_takes);
    const Result<void> gone = co_await go(way, "make " + std::to_string(slot));
    if (!gone) co_return gone.error();
    co_return parts;
}

asio::awaitable<Result<void>> FakeMaker::destroy(unsigned slot) {
    const Way way = take_first(destroys, Way::Works);
    const Result<void> gone = co_await go(way, "destroy " + std::to_string(slot));
    if (!gone) co_return gone.error();
    if (agents_.contains(slot)) agents_[slot]->die();
    agents_.erase(slot);
    co_return success();
}

asio::awaitable<void> FakeMaker::stop() {
    stopped_ = true;
    for (const auto& wait : waiting_) wait->set();
    for (const auto& [slot, agent] : agents_) agent->die();
    agents_.clear();
    co_return;
}

void FakeMaker::kill(unsigned slot, bool noticed) {
    agents_.at(slot)->die();
    if (noticed) notices_.died(slot);
}

void FakeMaker::vanish() {
    stopped_ = true;
    for (const auto& wait : waiting_) wait->set();
    for (const auto& [slot, agent] : agents_) agent->die();
    agents_.clear();
    notices_.gone();
}

std::size_t FakeMaker::count(const std::string& call) const {
    return static_cast<std::size_t>(
        std::ranges::count(calls_, call, [](const Call& each) { return each.first; }));
}

}  // namespace kiln::pool
