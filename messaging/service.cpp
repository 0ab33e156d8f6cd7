#include "messaging/service.h"

#include <unistd.h>

#include <array>
#include <optional>

#include "messaging/codec/go_duration.h"
#include "messaging/codec/reply_encoder.h"
#include "messaging/nats/connection.h"
#include "messaging/one_shot.h"
#include "pool/base/assert.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;
using engine::Outcome;

// How long a reply is worth delivering after its job's deadline: clients that lost their
// connection meanwhile may have begun to wait later than the request tells.
constexpr auto kAfterDeadline = 5s;
constexpr auto kLastReplies = 500ms;

// Where one answer goes. Shared by what may give it; the first to do so is the only one.
struct Pending {
    std::string reply_to;
    std::string id;
    Clock::time_point arrived;
    Clock::time_point deadline;
    bool answered = false;
};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "kiln";
}

std::string container_of(const Outcome& outcome) {
    const auto& step = outcome.run ? outcome.run : outcome.compile;
    return step && !step->container.empty() ? step->container : "-";
}

std::string step_ms(const std::optional<engine::StepOutcome>& step) {
    return step ? json_milliseconds(step->wall) : "-";
}

std::string or_dash(std::string_view text) {
    return text.empty() ? "-" : std::string(text);
}

void log_job(const Pending& pending, const Outcome& outcome) {
    pool::log_event(spdlog::level::info, "job",
                    {{"id", pending.id},
                     {"language", or_dash(outcome.language)},
                     {"verdict", std::string(engine::verdict_word(outcome.verdict))},
                     {"reason", or_dash(outcome.reason)},
                     {"queue_ms", json_milliseconds(outcome.queued)},
                     {"compile_ms", step_ms(outcome.compile)},
                     {"run_ms", step_ms(outcome.run)},
                     {"container", container_of(outcome)}});
    if (outcome.verdict == engine::Verdict::InternalError)
        pool::log_event(spdlog::level::err, "internal error",
                        {{"id", pending.id}, {"error", outcome.message}});
}

void log_refusal(const Pending& pending, const Refusal& refusal) {
    pool::log_event(spdlog::level::info, "job",
                    {{"id", pending.id},
                     {"language", "-"},
                     {"verdict", std::string(engine::verdict_word(refusal.verdict))},
                     {"reason", refusal.reason},
                     {"queue_ms", "0"},
                     {"compile_ms", "-"},
                     {"run_ms", "-"},
                     {"container", "-"}});
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
    void on_request(Inbound request);
    void on_outcome(Pending& pending, const Outcome& outcome);
    void answer(const Pending& pending, std::string payload);
    [[nodiscard]] ReplyContext context_of(const Pending& pending) const;

    boost::asio::any_io_executor executor_;
    engine::Engine& engine_;
    ServiceConfig config_;
    std::optional<Intake> intake_;
    std::unique_ptr<Connection> connection_;  // between start() and stop()
    std::size_t outstanding_ = 0;
    std::shared_ptr<OneShot> idle_;  // while drain() waits for outstanding_ to reach 0
};

pool::Result<void> Service::State::start() {
    Policy policy;
    if (!config_.policy_file.empty()) {
        BOOST_OUTCOME_TRY(policy, Policy::load(config_.policy_file));
    }
    CodeValidator validator(engine_.catalogue(), std::move(policy), config_.max_code_bytes);
    BOOST_OUTCOME_TRY(validator.check_policy());
    BOOST_OUTCOME_TRY(auto ids, JobIds::make());
    intake_.emplace(config_.deadlines, config_.rate_limit, std::move(validator), std::move(ids));

    ConnectionConfig connection;
    connection.session = {config_.nats_url, "kiln " + config_.worker_name};
    connection.busy_reply = encode_refusal(refuse_busy(config_.queue_capacity), engine_.isolation(),
                                           {"", config_.worker_name, 0ns});
    connection.on_up = [weak = weak_from_this()] {
        if (const auto state = weak.lock())
            if (const auto tell = std::exchange(state->config_.on_ready, nullptr)) tell();
    };
    auto made = std::make_unique<Connection>(executor_, std::move(connection),
                                             [weak = weak_from_this()](Inbound request) {
                                                 if (const auto state = weak.lock())
                                                     state->on_request(std::move(request));
                                             });
    BOOST_OUTCOME_TRY(made->start());
    connection_ = std::move(made);
    return pool::success();
}

void Service::State::on_request(Inbound request) {
    auto pending = std::make_shared<Pending>();
    pending->reply_to = request.reply_to;
    Intake::Decision decision = intake_->decide(std::move(request), Clock::now());
    pending->id = decision.job.id;
    pending->arrived = decision.job.arrived;
    pending->deadline = decision.job.deadline;
    if (decision.refusal) {
        answer(*pending,
               encode_refusal(*decision.refusal, engine_.isolation(), context_of(*pending)));
        return log_refusal(*pending, *decision.refusal);
    }
    ++outstanding_;
    engine_.submit(std::move(decision.job), [self = shared_from_this(), pending](Outcome outcome) {
        self->on_outcome(*pending, outcome);
    });
}

void Service::State::on_outcome(Pending& pending, const Outcome& outcome) {
    if (std::exchange(pending.answered, true)) {
        pool::log_event(spdlog::level::err, "a second outcome was ignored", {{"id", pending.id}});
        return;
    }
    answer(pending, encode_outcome(outcome, context_of(pending)));
    log_job(pending, outcome);
    if (--outstanding_ == 0 && idle_) idle_->fire();
}

ReplyContext Service::State::context_of(const Pending& pending) const {
    ReplyContext context;
    context.id = pending.id;
    context.worker = config_.worker_name;
    context.elapsed = Clock::now() - pending.arrived;
    if (connection_) context.max_bytes = connection_->max_payload();
    return context;
}

void Service::State::answer(const Pending& pending, std::string payload) {
    if (!connection_) return;  // stop() is through: there is nowhere to send it
    OutboundReply reply{pending.reply_to, std::move(payload), pending.arrived,
                        pending.deadline + kAfterDeadline, pending.id};
    connection_->send(std::move(reply));
}

boost::asio::awaitable<void> Service::State::drain() {
    if (!connection_) co_return;
    co_await connection_->stop_receiving();
    const auto nobody_waits = Clock::now() + config_.deadlines.most + kAfterDeadline;
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
