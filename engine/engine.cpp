#include "engine/engine.h"

#include <utility>

#include "engine/engine_state.h"
#include "pool/base/assert.h"

namespace kiln::engine {

using boost::asio::awaitable;

Engine::Engine(boost::asio::any_io_executor executor, StepRunner& runner,
               const Catalogue& catalogue, EngineConfig config)
    : state_(std::make_shared<EngineState>(std::move(executor), runner, catalogue,
                                           std::move(config))) {}

Engine::~Engine() {
    KILN_ASSERT(state_->stopped());
}

awaitable<void> Engine::probe_versions() {
    return EngineState::probe(state_);
}

std::string Engine::version_of(const Language& language) const {
    return state_->toolchain(language).version;
}

void Engine::submit(Job job, std::function<void(Outcome)> done) {
    state_->submit(std::move(job), std::move(done));
}

bool Engine::cancel(std::string_view id) {
    return state_->cancel(id);
}

awaitable<void> Engine::drain() {
    return EngineState::drain(state_);
}

awaitable<void> Engine::stop() {
    return EngineState::stop(state_);
}

std::size_t Engine::waiting() const {
    return state_->waiting();
}

std::size_t Engine::running() const {
    return state_->running();
}

Places Engine::all_places() const {
    return state_->all_places();
}

Places Engine::free_places() const {
    return state_->free_places();
}

const JobStatistics& Engine::statistics() const {
    return state_->statistics();
}

CacheFill Engine::cache_fill() const {
    return state_->cache_fill();
}

const Catalogue& Engine::catalogue() const {
    return state_->catalogue();
}

const pool::Isolation& Engine::isolation() const {
    return state_->isolation();
}

}  // namespace kiln::engine
