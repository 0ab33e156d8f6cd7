#include "messaging/service.h"

#include <unistd.h>

#include <array>
#include <optional>

#include "messaging/codec/reply_encoder.h"
#include "messaging/front_desk.h"
#include "messaging/job_log.h"
#include "messaging/nats/connection.h"
#include "messaging/one_shot.h"
#include "pool/base/assert.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;
using engine::Outcome;

constexpr auto kLastReplies = 500ms;

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "kiln";
}

// What a job holds on its way to the engine.
std::size_t bytes_of(const engine::Job& job) {
    std::size_t bytes = sizeof job + job.code.size() + job.stdin_bytes.size();
    for (const auto& file : job.files) bytes += file.name.size() + file.content.size();
    for (const auto& arg : job.args) bytes += arg.size() + sizeof arg;
    for (const auto& [name, value] : job.env) bytes += name.size() + value.size() + sizeof name;
    return bytes;
}

// What an outcome holds on its way to being encoded.
std::size_t bytes_of(const Outcome& outcome) {
    std::size_t bytes = sizeof outcome + outcome.message.size();
    for (const auto* step : {&outcome.compile, &outcome.run})
        if (*step) bytes += (*step)->out.size() + (*step)->err.size() + (*step)->merged.size();
    return bytes;
}

}  // namespace

class Service::State : public std::enable_shared_from_this<Service::State> {
  public:
    State(boost::asio::any_io_executor executor, engine::Engine& engine, ServiceConfig config)
        : executor_(std::move(executor)), engine_(engine), config_(std::move(config)) {
        if (config_.worker_name.empty()) config_.worker_name = host_name();
    }
    ~State() { KILN_ASSERT(!connection_); }

    pool::Result<void> start();
    boost::asio::awaitable<void> drain();
    boost::asio::awaitable<void> stop();

    [[nodiscard]] bool connected() const { return connection_ && connection_->connected(); }
    [[nodiscard]] std::size_t outstanding() const { return outstanding_; }

  private:
    void take(Pending pending, engine::Job job);
    void on_outcome(Pending& pending, Outcome outcome);

    boost::asio::any_io_executor executor_;
    engine::Engine& engine_;
    ServiceConfig config_;
    const std::shared_ptr<LogBudget> refusals_ =
        std::make_shared<LogBudget>("refused requests, not logged");
    std::unique_ptr<Connection> connection_;  // between start() and stop()
    std::size_t outstanding_ = 0;
    std::shared_ptr<OneShot> idle_;  // while drain() waits for outstanding_ to reach 0
};

pool::Result<void> Service::State::start() {
    Policy policy;
    if (!config_.policy_file.empty()) {
        BOOST_OUTCOME_TRY(policy, Policy::load(config_.policy_file));
    }
    CodeValidator validator(engine_.catalogue(), std::move(policy));
    BOOST_OUTCOME_TRY(validator.check_policy());
    BOOST_OUTCOME_TRY(auto ids, JobIds::make());
    Intake intake(config_.most_deadline, config_.rate_limit, std::move(validator), std::move(ids));
    const auto desk = std::make_shared<FrontDesk>(
        std::move(intake), FrontDesk::About{config_.worker_name, engine_.isolation()}, refusals_);

    ConnectionConfig connection;
    connection.session = {config_.nats_url, {}, "kiln " + config_.worker_name};
    for (const Route& route : config_.routes)
        connection.routes.push_back(std::make_shared<const Route>(route));
    connection.reply_subjects = config_.reply_subjects;
    connection.busy_reply = encode_refusal(refuse_busy(engine_.all_places().queue),
                                           engine_.isolation(), {"", config_.worker_name, 0ns});
    connection.on_up = [weak = weak_from_this()] {
        if (const auto state = weak.lock())
            if (const auto tell = std::exchange(state->config_.on_ready, nullptr)) tell();
    };
    connection.receive = [desk, weak = weak_from_this()](Inbound request, std::size_t max_payload) {
        FrontDesk::Looked looked = desk->look_at(std::move(request), max_payload);
        if (looked.answer) return Reception{std::move(looked.answer), {}, 0};
        const std::size_t bytes = bytes_of(*looked.job);
        const auto taken = std::make_shared<FrontDesk::Looked>(std::move(looked));
        return Reception{std::nullopt,
                         [weak, taken] {
                             if (const auto state = weak.lock())
                                 state->take(std::move(taken->pending), *std::move(taken->job));
                         },
                         bytes};
    };
    connection.look = [desk] { desk->look(); };
    auto made = std::make_unique<Connection>(executor_, std::move(connection));
    BOOST_OUTCOME_TRY(made->start());
    connection_ = std::move(made);
    return pool::success();
}

void Service::State::take(Pending pending, engine::Job job) {
    ++outstanding_;
    const auto shared = std::make_shared<Pending>(std::move(pending));
    engine_.submit(std::move(job), [self = shared_from_this(), shared](Outcome outcome) {
        self->on_outcome(*shared, std::move(outcome));
    });
}

void Service::State::on_outcome(Pending& pending, Outcome outcome) {
    if (std::exchange(pending.answered, true)) {
        pool::log_event(spdlog::level::err, "a second outcome was ignored", {{"id", pending.id}});
        return;
    }
    log_job(pending.id, outcome, *refusals_);
    if (connection_) {  // else stop() is through: there is nowhere to send it
        ReplyContext context;
        context.id = pending.id;
        context.worker = config_.worker_name;
        context.elapsed = Clock::now() - pending.arrived;
        const std::size_t bytes = bytes_of(outcome);
        const auto shared = std::make_shared<const Outcome>(std::move(outcome));
        ReplyDraft draft{pending.reply(),
                         [context = std::move(context), shared](std::size_t max_payload) mutable {
                             context.max_bytes = max_payload;
                             return encode_outcome(*shared, context);
                         },
                         bytes};
        draft.reply.refusal = !shared->compile && !shared->run;
        connection_->send(std::move(draft));
    }
    if (--outstanding_ == 0 && idle_) idle_->fire();
}

boost::asio::awaitable<void> Service::State::drain() {
    if (!connection_) co_return;
    co_await connection_->stop_receiving();
    const auto nobody_waits = Clock::now() + config_.most_deadline + kAfterDeadline;
    if (outstanding_ > 0) {
        idle_ = std::make_shared<OneShot>(executor_);
        if (!co_await idle_->wait(nobody_waits))
            spdlog::error("{} jobs had no outcome in time", outstanding_);
    }
    if (!co_await connection_->settle(nobody_waits))
        spdlog::warn("not every reply is known to have arrived");
}

boost::asio::awaitable<void> Service::State::stop() {
    if (!connection_) co_return;
    (void)co_await connection_->settle(Clock::now() + kLastReplies);
    co_await connection_->stop();
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
boost::asio::awaitable<void> Service::drain() {
    return state_->drain();
}
boost::asio::awaitable<void> Service::stop() {
    return state_->stop();
}
bool Service::connected() const {
    return state_->connected();
}
std::size_t Service::outstanding() const {
    return state_->outstanding();
}

}  // namespace kiln::messaging
