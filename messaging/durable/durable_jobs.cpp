#include "messaging/durable/durable_jobs.h"

#include "messaging/durable/core.h"

namespace kiln::messaging {

DurableJobs::DurableJobs(boost::asio::any_io_executor executor, engine::Engine& engine,
                         std::weak_ptr<Dispatcher> dispatcher, DurableConfig config)
    : core_(std::make_shared<Core>(std::move(executor), engine, std::move(dispatcher),
                                   std::move(config))) {}

DurableJobs::~DurableJobs() = default;

void DurableJobs::start() {
    core_->start();
}
void DurableJobs::stop_receiving() {
    core_->stop_receiving();
}
boost::asio::awaitable<bool> DurableJobs::settle(Clock::time_point until) {
    return core_->settle(until);
}
boost::asio::awaitable<void> DurableJobs::stop() {
    return core_->stop();
}
const DurableCounts& DurableJobs::counts() const {
    return core_->counts();
}

}  // namespace kiln::messaging
