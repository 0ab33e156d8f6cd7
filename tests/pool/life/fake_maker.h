#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pool/container_maker.h"
#include "pool/event.h"
#include "tests/pool/life/scripted_agent.h"

namespace kiln::pool {

// How a call of the maker's goes. TimesOut: ETIMEDOUT after half a minute; what was to be made is
// there all the same, and what was to be destroyed too.
enum class Way { Works, Fails, TimesOut };
inline constexpr std::chrono::seconds kMakerPatience{30};

// Makes containers of scripted agents. What it is asked, and what there is, a test can see.
class FakeMaker final : public ContainerMaker {
  public:
    explicit FakeMaker(boost::asio::io_context& io) : io_(io) {}

    const Isolation& isolation() const override { return isolation_; }
    void listen(Notices notices) override { notices_ = std::move(notices); }
    boost::asio::awaitable<Result<void>> sweep() override;
    boost::asio::awaitable<Result<ContainerParts>> make(unsigned slot) override;
    boost::asio::awaitable<Result<void>> destroy(unsigned slot) override;
    boost::asio::awaitable<void> stop() override;

    // The agent of a slot ends by itself; with or without the maker's noticing it.
    void kill(unsigned slot, bool noticed = true);
    // The maker itself is gone.
    void vanish();
    [[nodiscard]] ScriptedAgent& agent(unsigned slot) { return *agents_.at(slot); }
    [[nodiscard]] std::size_t containers() const { return agents_.size(); }
    [[nodiscard]] bool calls_under_way() const { return !waiting_.empty(); }
    [[nodiscard]] bool stopped() const { return stopped_; }
    // "make 0", "destroy 1", ..., and when.
    using Call = std::pair<std::string, Clock::time_point>;
    [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }
    [[nodiscard]] std::size_t count(const std::string& call) const;

    std::chrono::milliseconds make_takes{0};
    // Of the calls to come; the others work.
    std::deque<Way> makes, destroys;
    Way sweeps = Way::Works;
    std::deque<Habits> habits;  // of the agents to come; the others have none

  private:
    boost::asio::awaitable<Result<void>> go(Way way, std::string call);

    boost::asio::io_context& io_;
    Isolation isolation_;
    Notices notices_;
    std::map<unsigned, std::shared_ptr<ScriptedAgent>> agents_;
    std::vector<std::shared_ptr<Event>> waiting_;
    std::vector<Call> calls_;
    bool stopped_ = false;
};

}  // namespace kiln::pool
