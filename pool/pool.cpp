#include "pool/pool.h"

#include <algorithm>

#include "pool/base/assert.h"
#include "pool/pool_state.h"

namespace kiln::pool {

namespace asio = boost::asio;

Lease::Lease(std::shared_ptr<PoolState> pool, std::shared_ptr<Container> container)
    : pool_(std::move(pool)), container_(std::move(container)) {}

Lease::~Lease() {
    if (container_) pool_->give_back(container_);
}

asio::awaitable<Result<StepReport>> Lease::run(StepSpec spec) {
    return container_->run(std::move(spec));
}

void Lease::cancel() {
    container_->cancel();
}

Pool::Pool(asio::any_io_executor executor, SpawnerLink link, PoolConfig config)
    : state_(std::make_shared<PoolState>(std::move(executor), std::move(link), std::move(config))) {
}

Pool::~Pool() {
    KILN_ASSERT(state_->stopped());
}

asio::awaitable<Result<void>> Pool::start() {
    return state_->start();
}

asio::awaitable<Result<Lease>> Pool::acquire(Clock::time_point deadline, std::string runtime) {
    return state_->acquire(deadline, std::move(runtime));
}

void Pool::equip(const std::string& name, RuntimeEquipment equipment) {
    state_->equip(name, std::move(equipment));
}

bool Pool::has_runtime(const std::string& name) const {
    return std::ranges::count(state_->config().runtimes, name, &RuntimeSpec::name) > 0;
}

asio::awaitable<void> Pool::stop() {
    return state_->stop();
}

const Isolation& Pool::isolation() const {
    return state_->isolation();
}
std::size_t Pool::size() const {
    return state_->config().containers;
}
std::size_t Pool::recycled() const {
    return state_->recycled();
}
bool Pool::broken() const {
    return state_->broken();
}

}  // namespace kiln::pool
