#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "messaging/durable/durable_jobs.h"
#include "messaging/durable/held_job.h"
#include "messaging/durable/inlet.h"
#include "messaging/durable/jobs_session.h"
#include "messaging/durable/pace.h"
#include "messaging/durable/puller.h"
#include "messaging/durable/streams.h"
#include "messaging/nats/backoff.h"
#include "messaging/one_shot.h"
#include "pool/base/assert.h"

namespace kiln::messaging {

// Theory of operation. Four kinds of threads meet here:
//
//   the clerk's      our own thread with its own io_context. Owns the session and everything that
//                    is known of jobs; makes all of JetStream's calls but one, one after the other,
//                    each blocking it for two seconds at most.
//   the puller's     waits for the next stored job; posts it to the clerk.
//   the executor's   gives places to the puller, jobs to the engine, outcomes to the clerk.
//   the library's    call the Inlet, which posts to the clerk.
//
// What a call that failed has done is not known, so every step may be made again: a claim counts an
// attempt more at worst, a result is there already, an acknowledgement is one more.
class DurableJobs::Core final : public std::enable_shared_from_this<Core> {
  public:
    Core(boost::asio::any_io_executor executor, engine::Engine& engine,
         std::weak_ptr<Dispatcher> dispatcher, DurableConfig config);
    ~Core() { KILN_ASSERT(!clerk_.joinable()); }

    void start();
    void stop_receiving();
    boost::asio::awaitable<bool> settle(Clock::time_point until);
    boost::asio::awaitable<void> stop();
    [[nodiscard]] const DurableCounts& counts() const { return counts_; }
    // How a pulled job ended: called from any thread, by its Responder.
    enum class Ending { Reply, ForNow, ForEver };
    void ended(std::string id, std::string token, Ending ending, Answer answer);

  private:
    class PulledResponder;

    void post(auto work) { boost::asio::post(clerk_context_, std::move(work)); }

    // ---- on the executor (places.cpp)
    void give_place(const std::function<void(bool)>& answer);
    [[nodiscard]] bool room_for_one() const;
    void take_job(std::shared_ptr<Accepted> accepted, const std::string& token);
    void cancel_here(const std::string& id, const std::string& reply, bool answer);

    // ---- on the clerk: the session (core.cpp)
    void open_session();
    void session_lost();
    void try_later();
    void prepare();
    [[nodiscard]] pool::Result<void> subscribe();
    void ready(const Prepared& prepared);
    void not_ready(const std::string& why);
    [[nodiscard]] bool worked(const Call& call);
    void tick();
    void watch();
    void look_at_backlog();
    void finish_receiving();
    void close();
    void fire_if_settled();

    // ---- on the clerk: requests (requests.cpp)
    void take_message(JobsMessage message);
    void submit(JobsMessage message);
    void submit_accepted(Accepted accepted, const JobsMessage& message);
    void get(const std::string& id, JobsMessage message);
    void cancel(const std::string& id, const std::string& reply);
    void store_cancelled(const std::string& id, const Stored& work, const std::string& reply);
    void answer(const std::string& reply, std::string_view text);
    void answer_state(const std::string& reply, const std::string& id, const JobState& state);
    void answer_trouble(const std::string& reply, const std::string& id, std::string text);
    void answer_wrong(const std::string& reply, const std::string& id, std::string text);
    void answer_refusal(const std::string& reply, const std::string& id, const Refusal& refusal);

    // ---- on the clerk: who waits (waiters.cpp)
    [[nodiscard]] std::optional<Known> look_up(const std::string& id);
    [[nodiscard]] std::optional<Known> look_into_work(const std::string& id);
    void wait_for(const std::string& id, const std::string& reply, Clock::time_point until);
    void tell_waiters(const std::string& id);
    void end_waits(Clock::time_point now);
    void listen_for(const std::string& id);

    // ---- on the clerk: pulled jobs (work.cpp)
    void pulled(JobsMessage message);
    void begin(const std::string& id, Held& held, JobsMessage message);
    void end_job(const std::string& id, Held& held, Ending ending, Answer answer);
    void store(const std::string& id);
    void park(const std::string& id, Held& held, const JobsMessage& message, const Attempt& last);
    void park_nameless(const JobsMessage& message);
    void publish_done(const std::string& id);
    void let_go(const std::string& id);
    void hand_back(const std::string& id, std::chrono::milliseconds delay);
    void acknowledge(const std::string& subject, std::string_view word);
    void beat_hearts(Clock::time_point now);

    const boost::asio::any_io_executor executor_;
    engine::Engine& engine_;
    const std::weak_ptr<Dispatcher> dispatcher_;
    const DurableConfig config_;
    DurableCounts counts_;
    // Places given to the puller whose job the engine does not have yet.
    std::atomic<std::size_t> places_given_ = 0;
    std::atomic<bool> forbidden_ = false;  // a subject, by the server; set on the library's threads

    // The clerk's.
    boost::asio::io_context clerk_context_{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    boost::asio::steady_timer reopen_{clerk_context_}, prepare_{clerk_context_};
    boost::asio::steady_timer tick_{clerk_context_}, watch_{clerk_context_};
    const std::shared_ptr<Inlet> inlet_ = std::make_shared<Inlet>();
    std::shared_ptr<JobsSession> session_;
    std::vector<SubscriptionHandle> subscriptions_;
    std::map<std::string, SubscriptionHandle> listened_for_;  // results that somebody waits for
    pool::Isolation isolation_;
    std::unique_ptr<FrontDesk> submit_desk_, pull_desk_;
    std::shared_ptr<const Route> route_;
    bool bound_ = false, ready_ = false, ever_ready_ = false;
    bool draining_ = false, closing_ = false, ticking_ = false;
    std::string trouble_;  // the last that was logged
    Backoff backoff_;
    std::chrono::nanoseconds ack_wait_{0};
    Clock::time_point next_beat_{};
    HeldJobs held_;
    std::vector<Waiter> waiters_;
    Pace pace_;
    std::uint64_t delivered_ = 0;  // number of the last work that was pulled by anybody
    Clock::time_point looked_{};
    std::vector<std::shared_ptr<OneShot>> settle_waiters_;
    std::unique_ptr<Puller> puller_;
    std::thread clerk_;
};

}  // namespace kiln::messaging
