#include "pool/base/shipping/shipper.h"

#include <doctest/doctest.h>

#include <future>
#include <vector>

namespace kiln::pool {
namespace {

using namespace std::chrono_literals;
using End = Delivery::End;

// A collector that answers as it is told, and then accepts.
class Fake {
  public:
    explicit Fake(std::vector<End> answers) : answers_(std::move(answers)) {}

    Shipper::Deliver deliver() {
        return [this](std::string_view body, const std::function<bool()>&) {
            const std::lock_guard lock(mutex_);
            bodies_.emplace_back(body);
            if (bodies_.size() > answers_.size()) return Delivery{};
            return Delivery{answers_[bodies_.size() - 1], "told so"};
        };
    }
    std::vector<std::string> bodies() {
        const std::lock_guard lock(mutex_);
        return bodies_;
    }

  private:
    std::mutex mutex_;
    std::vector<End> answers_;
    std::vector<std::string> bodies_;
};

ShipperConfig quick() {
    ShipperConfig config;
    config.linger = 1ms;
    config.least_pause = 1ms;
    config.most_pause = 4ms;
    return config;
}

TEST_CASE("what is offered before the end is shipped by the end, in order") {
    Fake collector({});
    ShipperConfig config = quick();
    config.linger = 1h;  // only the end, or a full batch, ends it
    Shipper shipper(config, collector.deliver());
    shipper.offer("1");
    shipper.offer("2");
    shipper.finish(10s);
    CHECK(collector.bodies() == std::vector<std::string>{"[1,2]"});
    CHECK(shipper.counts().shipped == 2);
    CHECK(shipper.counts().dropped == 0);
}

TEST_CASE("a batch that fails is sent again, the same") {
    Fake collector({End::Again, End::Again});
    Shipper shipper(quick(), collector.deliver());
    shipper.offer("1");
    while (shipper.counts().shipped == 0) std::this_thread::yield();
    shipper.finish(10s);
    CHECK(collector.bodies() == std::vector<std::string>{"[1]", "[1]", "[1]"});
}

TEST_CASE("a batch that is refused, or fails too often, is dropped and counted") {
    Fake refusing({End::Refused});
    Shipper first(quick(), refusing.deliver());
    first.offer("1");
    while (first.counts().dropped == 0) std::this_thread::yield();
    first.finish(10s);
    CHECK(refusing.bodies().size() == 1);

    ShipperConfig config = quick();
    config.attempts = 3;
    Fake failing({End::Again, End::Again, End::Again});
    Shipper second(config, failing.deliver());
    second.offer("1");
    while (second.counts().dropped == 0) std::this_thread::yield();
    second.offer("2");
    second.finish(10s);
    CHECK(failing.bodies() == std::vector<std::string>{"[1]", "[1]", "[1]", "[2]"});
    CHECK(second.counts().shipped == 1);
    CHECK(second.counts().dropped == 1);
}

TEST_CASE(
    "a collector that stalls holds nobody: what does not fit is dropped, the end is in time") {
    std::promise<void> begun;
    ShipperConfig config = quick();
    config.bounds.records = 10;
    Shipper shipper(config, [&](std::string_view, const std::function<bool()>& given_up) {
        begun.set_value();
        while (!given_up()) std::this_thread::sleep_for(1ms);
        return Delivery{End::Again, "given up"};
    });
    shipper.offer("first");
    begun.get_future().wait();
    for (int i = 0; i < 1000; ++i) shipper.offer("more");
    CHECK(shipper.counts().dropped == 990);
    const auto before = std::chrono::steady_clock::now();
    shipper.finish(100ms);
    CHECK(std::chrono::steady_clock::now() - before >= 100ms);
    CHECK(shipper.counts().dropped == 1001);
    CHECK(shipper.counts().shipped == 0);
    shipper.offer("after the end");
    shipper.finish(1ms);
}

}  // namespace
}  // namespace kiln::pool
