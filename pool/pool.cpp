#include "pool/pool.h"

#include <algorithm>
#include <cerrno>

#include "pool/base/assert.h"
#include "pool/pool_state.h"

namespace kiln::pool {

namespace asio = boost::asio;

Lease::Lease(std::shared_ptr<PoolState> pool, Slot& slot) : pool_(std::move(pool)), slot_(&slot) {}

Lease::~Lease() {
    if (pool_) pool_->lending().give_back(*slot_);
}

asio::awaitable<Result<StepReport>> Lease::run(StepSpec spec) {
    if (spec.purpose == Purpose::Equipment && !slot_->fresh)
        co_return errno_error(EPERM, slot_->container->name() + " has run something of a client's");
    if (spec.purpose != Purpose::Equipment) slot_->fresh = false;
    co_return co_await slot_->container->run(std::move(spec));
}

void Lease::cancel() {
    slot_->container->cancel();
}

bool Lease::wanted_back() const {
    return slot_->wanted_back;
}

void Lease::when_wanted_back(std::function<void()> call) {
    if (slot_->wanted_back) return call();
    slot_->on_wanted_back = std::move(call);
}

Pool::Pool(asio::any_io_executor executor, std::unique_ptr<ContainerMaker> maker, PoolConfig config)
    : state_(
          std::make_shared<PoolState>(std::move(executor), std::move(maker), std::move(config))) {}

Pool::~Pool() {
    KILN_ASSERT(state_->stopped());
}

asio::awaitable<Result<void>> Pool::start() {
    return state_->start();
}

asio::awaitable<Result<Lease>> Pool::acquire(Clock::time_point deadline, std::string runtime,
                                             Purpose purpose) {
    return state_->acquire(deadline, std::move(runtime), purpose);
}

void Pool::dismiss_work_ahead() {
    state_->lending().dismiss();
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
Headcount Pool::count() const {
    return state_->count();
}
PoolFigures Pool::figures() const {
    return state_->figures();
}
std::vector<ContainerUsage> Pool::usage() const {
    return state_->usage();
}
std::optional<Clock::time_point> Pool::empty_since() const {
    return state_->empty_since();
}
const std::string& Pool::last_trouble() const {
    return state_->last_trouble();
}
bool Pool::broken() const {
    return state_->broken();
}

}  // namespace kiln::pool
