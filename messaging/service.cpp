#include "messaging/service.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "messaging/codec/reply_encoder.h"
#include "messaging/discovery/service_description.h"
#include "messaging/dispatcher.h"
#include "messaging/durable/durable_jobs.h"
#include "messaging/front_desk.h"
#include "messaging/nats/connection.h"
#include "messaging/nats/random_word.h"
#include "messaging/reception.h"
#include "pool/base/assert.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kLastReplies = 500ms;
constexpr auto kLastResults = 5s;

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "kiln";
}

}  // namespace

class Service::State : public std::enable_shared_from_this<Service::State> {
  public:
    State(boost::asio::any_io_executor executor, engine::Engine& engine, ServiceConfig config)
        : executor_(std::move(executor)), engine_(engine), config_(std::move(config)) {
        if (config_.worker_name.empty()) config_.worker_name = host_name();
        dispatcher_ =
            std::make_shared<Dispatcher>(executor_, engine_, config_.worker_name, refusals_);
    }
    ~State() { KILN_ASSERT(!connection_); }

    pool::Result<void> start();
    boost::asio::awaitable<bool> drain(Clock::time_point until);
    boost::asio::awaitable<void> stop();

    [[nodiscard]] bool connected() const { return connection_ && connection_->connected(); }
    [[nodiscard]] std::size_t outstanding() const { return dispatcher_->outstanding(); }
    [[nodiscard]] Traffic traffic() const {
        Traffic traffic;
        traffic.nats = connection_ ? connection_->traffic() : last_;
        if (desk_) traffic.refused = desk_->refused().totals();
        return traffic;
    }
    [[nodiscard]] const DurableCounts* durable() const {
        return durable_ ? &durable_->counts() : nullptr;
    }

  private:
    void start_durable(const CodeValidator& validator);

    boost::asio::any_io_executor executor_;
    engine::Engine& engine_;
    ServiceConfig config_;
    const std::shared_ptr<LogBudget> refusals_ =
        std::make_shared<LogBudget>("refused requests, not logged");
    std::shared_ptr<Dispatcher> dispatcher_;
    std::shared_ptr<const FrontDesk> desk_;
    std::unique_ptr<Connection> connection_;  // between start() and stop()
    NatsTraffic last_;                        // after that
    std::unique_ptr<DurableJobs> durable_;    // likewise, unless these are off
};

// What is submitted counts against its client's rate once, and not again when it is pulled.
void Service::State::start_durable(const CodeValidator& validator) {
    if (config_.durable.use == DurableUse::Off) return;
    const auto desk = [this, validator](RateLimit rate) {
        auto ids = JobIds::make();
        KILN_ASSERT(ids.has_value());  // it could be had a moment ago
        return std::make_unique<FrontDesk>(
            Intake(std::max(config_.most_deadline, config_.durable.deadline), rate, validator,
                   std::move(ids).value()),
            FrontDesk::About{config_.worker_name, engine_.isolation()}, refusals_);
    };
    DurableConfig durable;
    durable.settings = config_.durable;
    durable.nats = config_.nats;
    durable.worker = config_.worker_name;
    durable.reply_subjects = config_.reply_subjects;
    durable.submit_desk = [desk, rate = config_.rate_limit] { return desk(rate); };
    durable.pull_desk = [desk] { return desk(RateLimit{}); };
    durable_ = std::make_unique<DurableJobs>(executor_, engine_, dispatcher_, std::move(durable));
    durable_->start();
}

pool::Result<void> Service::State::start() {
    Policy policy;
    if (!config_.policy_file.empty()) {
        BOOST_OUTCOME_TRY(policy, Policy::load(config_.policy_file));
    }
    CodeValidator validator(engine_.catalogue(), std::move(policy));
    BOOST_OUTCOME_TRY(validator.check_policy());
    BOOST_OUTCOME_TRY(auto ids, JobIds::make());
    Intake intake(config_.most_deadline, config_.rate_limit, validator, std::move(ids));
    const auto desk = std::make_shared<FrontDesk>(
        std::move(intake), FrontDesk::About{config_.worker_name, engine_.isolation()}, refusals_);
    desk_ = desk;

    ConnectionConfig connection;
    connection.session = {config_.nats, {}, "kiln " + config_.worker_name};
    for (const Route& route : config_.routes)
        connection.routes.push_back(std::make_shared<const Route>(route));
    connection.reply_subjects = config_.reply_subjects;
    connection.discovery = std::make_shared<const ServiceDescription>(
        ServiceDescription::About{random_word(), config_.version, config_.worker_name,
                                  std::chrono::system_clock::now()},
        connection.routes);
    connection.busy_reply = encode_refusal(refuse_busy(engine_.all_places().queue),
                                           engine_.isolation(), {"", config_.worker_name, 0ns});
    connection.on_up = [weak = weak_from_this()] {
        if (const auto state = weak.lock())
            if (const auto tell = std::exchange(state->config_.on_ready, nullptr)) tell();
    };
    connection.receive = make_receive(desk, dispatcher_);
    connection.look = [desk] { desk->look(); };
    auto made = std::make_unique<Connection>(executor_, std::move(connection));
    BOOST_OUTCOME_TRY(made->start());
    connection_ = std::move(made);
    start_durable(validator);
    return pool::success();
}

boost::asio::awaitable<bool> Service::State::drain(Clock::time_point until) {
    if (!connection_) co_return true;
    if (durable_) durable_->stop_receiving();
    co_await connection_->stop_receiving();
    const bool idle = co_await dispatcher_->wait_until_idle(until);
    if (!idle) co_return false;
    const bool answered = co_await connection_->settle(until);
    if (!answered) spdlog::warn("not every reply is known to have arrived");
    if (!durable_) co_return true;
    const auto last = std::min(until, Clock::now() + kLastResults);
    const bool settled = co_await durable_->settle(last);
    if (!settled)
        spdlog::warn("not every result could be stored; these jobs are given to other instances");
    co_return true;
}

boost::asio::awaitable<void> Service::State::stop() {
    if (!connection_) co_return;
    if (durable_) co_await durable_->stop();
    (void)co_await connection_->settle(Clock::now() + kLastReplies);
    co_await connection_->stop();
    last_ = connection_->traffic();
    connection_.reset();
}

// ---- the face ------------------------------------------------------------------------------

Service::Service(boost::asio::any_io_executor executor, engine::Engine& engine,
                 ServiceConfig config)
    : state_(std::make_shared<State>(std::move(executor), engine, std::move(config))) {}

Service::~Service() = default;

pool::Result<void> Service::start() {
    return state_->start();
}
boost::asio::awaitable<bool> Service::drain(Clock::time_point until) {
    return state_->drain(until);
}
boost::asio::awaitable<void> Service::stop() {
    return state_->stop();
}
bool Service::connected() const {
    return state_->connected();
}
const DurableCounts* Service::durable() const {
    return state_->durable();
}
std::size_t Service::outstanding() const {
    return state_->outstanding();
}
Traffic Service::traffic() const {
    return state_->traffic();
}

}  // namespace kiln::messaging
