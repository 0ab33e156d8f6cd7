#include "messaging/durable/core.h"

#include <pthread.h>

#include "messaging/durable/names.h"
#include "messaging/durable/streams.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kSoon = 1s;      // the next look whether JetStream is back
constexpr auto kNotSoon = 30s;  // or whether it came to be at all
constexpr auto kTick = 250ms;   // while there is something to try again or to keep alive
constexpr auto kWatch = 2s;     // the queue, and log lines that were left out

}  // namespace

DurableJobs::Core::Core(boost::asio::any_io_executor executor, engine::Engine& engine,
                        std::weak_ptr<Dispatcher> dispatcher, DurableConfig config)
    : executor_(std::move(executor)),
      engine_(engine),
      dispatcher_(std::move(dispatcher)),
      config_(std::move(config)) {
    Route route;
    route.subject = kSubmitSubject;
    route.queue_group = kJobsGroup;
    route.encoding = DefaultEncoding::AsItLooks;
    route.deadline = config_.settings.deadline;
    route_ = std::make_shared<const Route>(std::move(route));
}

// ---- on the executor -----------------------------------------------------------------------

void DurableJobs::Core::start() {
    isolation_ = engine_.isolation();
    submit_desk_ = config_.submit_desk();
    pull_desk_ = config_.pull_desk();
    work_.emplace(clerk_context_.get_executor());
    const auto weak = weak_from_this();
    const auto executor = executor_;
    puller_ = std::make_unique<Puller>(Puller::Tools{
        [weak, executor](std::function<void(bool)> answer) {
            boost::asio::post(executor, [weak, answer = std::move(answer)] {
                if (const auto core = weak.lock()) core->give_place(answer);
            });
        },
        [this](JobsMessage message) {
            post([this, message = std::move(message)]() mutable { pulled(std::move(message)); });
        },
        [this] { --places_given_; },
        [this](std::string why) { post([this, why = std::move(why)] { not_ready(why); }); }});
    puller_->start();
    post([this] { open_session(); });
    clerk_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-clerk");
        clerk_context_.run();
    });
}

void DurableJobs::Core::stop_receiving() {
    post([this] { finish_receiving(); });
}

boost::asio::awaitable<bool> DurableJobs::Core::settle(Clock::time_point until) {
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        settle_waiters_.push_back(done);
        fire_if_settled();
    });
    co_return co_await done->wait(until);
}

boost::asio::awaitable<void> DurableJobs::Core::stop() {
    if (!clerk_.joinable()) co_return;
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        close();
        boost::asio::post(executor_, [done] { done->fire(); });
    });
    (void)co_await done->wait(Clock::time_point::max());
    clerk_.join();
}

// ---- on the clerk --------------------------------------------------------------------------

void DurableJobs::Core::open_session() {
    if (closing_ || session_) return;
    auto opened = JobsSession::open(config_.nats, "kiln " + config_.worker + " jobs", inlet_);
    if (!opened) return try_later();  // the connection for requests says what is wrong
    session_ = std::move(opened).value();
    forbidden_ = false;
    inlet_->open(
        {[this](std::string_view reply) { return config_.reply_subjects.allow(reply); },
         [this](JobsMessage message) {
             post([this, message = std::move(message)]() mutable {
                 inlet_->done(message.data.size());
                 take_message(std::move(message));
             });
         },
         [weak = std::weak_ptr(session_)](std::string_view reply) {
             if (const auto session = weak.lock())
                 session->publish(std::string(reply), encode_state("", {"busy", {}, {}, 0}));
         },
         [this, weak = std::weak_ptr(session_)] {
             post([this, weak] {
                 if (weak.lock() == session_) session_lost();
             });
         },
         [this] { forbidden_ = true; }});
    backoff_.succeeded();
    bound_ = false;
    if (!draining_) {
        if (const auto subscribed = subscribe(); !subscribed) return session_lost();
    }
    prepare();
    if (!watch_.expiry().time_since_epoch().count()) watch();
}

pool::Result<void> DurableJobs::Core::subscribe() {
    const std::string cancels = std::string(kCancelPrefix) + "*";
    const std::pair<std::string, const char*> wanted[] = {
        {kSubmitSubject, kJobsGroup},
        {std::string(kGetPrefix) + "*", kJobsGroup},
        {cancels, kJobsGroup},
        {cancels, ""}};
    for (const auto& [subject, group] : wanted) {
        BOOST_OUTCOME_TRY(auto subscription, session_->subscribe(subject, group));
        subscriptions_.push_back(std::move(subscription));
    }
    return pool::success();
}

void DurableJobs::Core::session_lost() {
    if (!session_ || closing_) return;
    ready_ = counts_.ready = false;
    prepare_.cancel();
    puller_->use(nullptr);
    listened_for_.clear();
    subscriptions_.clear();
    session_->close();
    session_.reset();
    try_later();
}

void DurableJobs::Core::try_later() {
    backoff_.failed();
    reopen_.expires_after(backoff_.next());
    reopen_.async_wait([this](const boost::system::error_code& error) {
        if (!error) open_session();
    });
}

void DurableJobs::Core::prepare() {
    if (!session_ || closing_ || ready_) return;
    const auto prepared = prepare_streams(session_->jetstream(), config_.settings);
    if (!prepared) return not_ready(prepared.error().text());
    if (!bound_) {
        const auto bound = session_->bind();
        if (!bound) return not_ready(bound.error().text());
        bound_ = true;
    }
    ready(prepared.value());
}

void DurableJobs::Core::ready(const Prepared& prepared) {
    ready_ = counts_.ready = true;
    forbidden_ = false;
    ack_wait_ = prepared.ack_wait;
    if (!ever_ready_)
        for (const std::string& each : prepared.differences)
            pool::log_event(spdlog::level::warn, "JetStream differs from the settings",
                            {{"what", each}});
    if (!ever_ready_ || !trouble_.empty()) spdlog::info("durable jobs are on");
    ever_ready_ = true;
    trouble_.clear();
    if (!draining_) puller_->use(session_);
    std::vector<std::string> waited_for;
    for (const Waiter& waiter : waiters_) waited_for.push_back(waiter.id);
    for (const std::string& id : waited_for) listen_for(id);
    for (const std::string& id : waited_for) tell_waiters(id);
    tick();
}

// Said once for each reason, and quietly by who does not insist on stored jobs and never had any.
void DurableJobs::Core::not_ready(const std::string& why) {
    if (closing_ || !session_) return;
    ready_ = counts_.ready = false;
    puller_->use(nullptr);
    const bool wanted = ever_ready_ || config_.settings.use == DurableUse::On;
    const std::string reason =
        forbidden_ ? "the server does not let this user have kiln.> or $JS.API.>" : why;
    if (reason != trouble_)
        pool::log_event(wanted ? spdlog::level::warn : spdlog::level::info, "durable jobs are off",
                        {{"reason", reason}});
    trouble_ = reason;
    prepare_.expires_after(wanted && !forbidden_ ? kSoon : kNotSoon);
    prepare_.async_wait([this](const boost::system::error_code& error) {
        if (!error) prepare();
    });
}

// Whether JetStream answered, whatever it said. If not, whether it is there is looked at anew.
bool DurableJobs::Core::worked(const Call& call) {
    if (call.end != CallEnd::Failed) return true;
    if (ready_) not_ready(call.words);
    return false;
}

// While jobs are held or waited for: what is due.
void DurableJobs::Core::tick() {
    if (ticking_ || closing_ || (held_.empty() && waiters_.empty())) return;
    ticking_ = true;
    tick_.expires_after(kTick);
    tick_.async_wait([this](const boost::system::error_code& error) {
        ticking_ = false;
        if (error) return;
        const auto now = Clock::now();
        beat_hearts(now);
        std::vector<std::string> due;
        for (const auto& [id, held] : held_)
            if (!held.result.empty() && held.try_again <= now) due.push_back(id);
        for (const std::string& id : due) store(id);
        end_waits(now);
        tick();
    });
}

void DurableJobs::Core::watch() {
    watch_.expires_after(kWatch);
    watch_.async_wait([this](const boost::system::error_code& error) {
        if (error || closing_) return;
        if (ready_) look_at_backlog();
        submit_desk_->look();
        watch();
    });
}

void DurableJobs::Core::look_at_backlog() {
    jsConsumerInfo* raw = nullptr;
    jsErrCode error{};
    const natsStatus status = js_GetConsumerInfo(&raw, session_->jetstream().context(), kWorkStream,
                                                 kWorkConsumer, nullptr, &error);
    const NatsHandle<jsConsumerInfo, jsConsumerInfo_Destroy> info(raw);
    if (!worked(call_of(status, error)) || !info) return;
    looked_ = Clock::now();
    delivered_ = info->Delivered.Stream;
    counts_.lag = info->NumPending;
    pace_.look(looked_, delivered_, info->NumPending);
}

void DurableJobs::Core::finish_receiving() {
    draining_ = true;
    puller_->use(nullptr);
    for (const auto& subscription : subscriptions_)
        (void)natsSubscription_Drain(subscription.get());
    end_waits(Clock::time_point::max());
    fire_if_settled();
}

void DurableJobs::Core::fire_if_settled() {
    if (!held_.empty()) return;
    for (const auto& waiter : std::exchange(settle_waiters_, {}))
        boost::asio::post(executor_, [waiter] { waiter->fire(); });
}

// What is still held goes to another instance when its time for a heartbeat is over.
void DurableJobs::Core::close() {
    closing_ = true;
    inlet_->close();
    listened_for_.clear();
    subscriptions_.clear();
    if (session_) session_->close();
    puller_->stop();
    session_.reset();
    for (auto* timer : {&reopen_, &prepare_, &tick_, &watch_}) timer->cancel();
    work_.reset();
}

}  // namespace kiln::messaging
