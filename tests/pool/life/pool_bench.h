#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "pool/pool.h"
#include "tests/fuzz/virtual_time.h"
#include "tests/pool/life/fake_maker.h"
#include "tests/pool/run_coroutine.h"

namespace kiln::pool {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A pool of scripted containers. Time passes only while a test lets it pass, and costs nothing.
class PoolBench {
  public:
    explicit PoolBench(std::size_t containers = 1);
    // With another maker than the fake one: then there is no maker().
    using Make = std::function<std::unique_ptr<ContainerMaker>(boost::asio::io_context&)>;
    PoolBench(std::size_t containers, const Make& make);
    // Stops the pool if that was not done, and looks whether all came to an end.
    ~PoolBench();

    [[nodiscard]] FakeMaker& maker() { return *maker_; }
    [[nodiscard]] Pool& pool() { return *pool_; }

    // Runs what can run, then lets the time pass.
    void settle();
    void pass(milliseconds time);
    // Passes time until `true`, a minute at most. Whether it came.
    [[nodiscard]] bool until(const std::function<bool()>& condition);
    template <typename T>
    [[nodiscard]] T finish(std::optional<T>& value) {
        (void)until([&] { return value.has_value(); });
        return std::move(value).value();
    }

    template <typename T>
    void begin_coroutine(boost::asio::awaitable<T> work, std::optional<T>& into) {
        start_coroutine(io_, std::move(work), into);
        settle();
    }
    void begin_start() { start_coroutine(io_, pool_->start(), started_); }
    // "" once it has succeeded, or its Error's text.
    [[nodiscard]] std::string start();

    using Leased = std::optional<Result<Lease>>;
    // A wait for a container that has begun.
    [[nodiscard]] std::shared_ptr<Leased> ask(Purpose purpose = Purpose::Job,
                                              milliseconds patience = seconds(10));
    // One that begins when the pool runs next, after those posted before.
    [[nodiscard]] std::shared_ptr<Leased> post(Purpose purpose, milliseconds patience);
    // A container that is there.
    [[nodiscard]] Lease lease(Purpose purpose = Purpose::Job);
    using Ran = std::optional<Result<StepReport>>;
    [[nodiscard]] std::shared_ptr<Ran> begin(Lease& lease, Purpose purpose = Purpose::Job);
    // One job from begin to end; "" or its Error's text.
    [[nodiscard]] std::string run_job();
    void stop();

  private:
    boost::asio::io_context io_{1};
    FakeMaker* maker_ = nullptr;
    std::unique_ptr<Pool> pool_;
    std::optional<Result<void>> started_;
    bool stopped_ = false;
};

}  // namespace kiln::pool
