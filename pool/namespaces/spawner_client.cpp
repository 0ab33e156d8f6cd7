#include "pool/namespaces/spawner_client.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "pool/base/unix_socket.h"

namespace kiln::pool {

namespace asio = boost::asio;

namespace {

// The spawner serves one request after another: this covers a whole pool being made on a slow host.
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::seconds kEndPatience{10};

}  // namespace

SpawnerClient::SpawnerClient(asio::any_io_executor executor, SpawnerLink link)
    : link_(std::move(link)), socket_(std::move(executor), link_.socket.release()) {}

void SpawnerClient::listen(Notices notices) {
    notices_ = std::move(notices);
    await_message();
}

void SpawnerClient::await_message() {
    socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error) return;  // closed by stop()
                           read_all();
                           if (!gone_) await_message();
                       });
}

void SpawnerClient::read_all() {
    for (;;) {
        SpawnerEvent event;
        Result<Received> received = receive_message(socket_.native_handle(), as_buffer(event));
        if (!received && received.error().code == std::errc::resource_unavailable_try_again) return;
        if (!received || received.value().size != sizeof event ||
            event.version != kSpawnerProtocol) {
            lose();
            return;
        }
        accept(event, std::move(received).value().fds);
    }
}

void SpawnerClient::accept(const SpawnerEvent& event, std::vector<UniqueFd> fds) {
    if (event.say == SpawnerSay::Died) {
        notices_.died(event.slot);
        return;
    }
    const auto found = pending_.find(event.id);
    if (found == pending_.end()) return;  // too late; the descriptors are closed
    const Answer pending = found->second;
    pending_.erase(found);
    pending->event = event;
    pending->event.text.back() = '\0';
    pending->fds = std::move(fds);
    pending->answered.set();
}

void SpawnerClient::lose() {
    gone_ = true;
    fail_pending();
    notices_.gone();
}

void SpawnerClient::fail_pending() {
    for (auto& [id, pending] : pending_) pending->answered.set();
    pending_.clear();
}

asio::awaitable<Result<SpawnerClient::Answer>> SpawnerClient::ask(SpawnerAsk ask, unsigned slot,
                                                                  SpawnerSay good,
                                                                  const char* what) {
    if (gone_) co_return errno_error(ESHUTDOWN, what);
    SpawnerRequest request;
    request.id = ++last_id_;
    request.ask = ask;
    request.slot = slot;
    const auto pending = std::make_shared<Pending>(socket_.get_executor());
    pending->event.say = SpawnerSay::Hello;  // no answer says this: still unanswered
    BOOST_OUTCOME_CO_TRY(send_message(socket_.native_handle(), as_message(request)));
    pending_[request.id] = pending;
    const bool answered = co_await pending->answered.wait_until(Clock::now() + kPatience);
    if (!answered) {
        pending_.erase(request.id);
        co_return errno_error(ETIMEDOUT, std::string(what) + ": wait for the spawner");
    }
    const SpawnerEvent& event = pending->event;
    if (event.say == SpawnerSay::Hello) co_return errno_error(ESHUTDOWN, what);
    if (event.say != good) co_return plain_error(std::string(what) + ": " + event.text.data());
    co_return pending;
}

asio::awaitable<Result<void>> SpawnerClient::sweep() {
    auto asked = co_await ask(SpawnerAsk::Sweep, 0, SpawnerSay::Swept, "sweep up dead instances");
    if (!asked) co_return asked.error();
    co_return success();
}

asio::awaitable<Result<ContainerParts>> SpawnerClient::make(unsigned slot) {
    auto asked = co_await ask(SpawnerAsk::Create, slot, SpawnerSay::Created, "create a container");
    if (!asked) co_return asked.error();
    Pending& answer = *asked.value();
    ContainerParts parts;
    parts.cgroup_version = link_.isolation.cgroup_version;
    std::size_t next = 0;
    if (next < answer.fds.size()) parts.agent_socket = std::move(answer.fds[next++]);
    for (std::size_t i = 0; i < kLeafFiles; ++i)
        if ((answer.event.files & (1u << i)) != 0 && next < answer.fds.size())
            parts.files[i] = std::move(answer.fds[next++]);
    if (!parts.agent_socket.valid() || next != answer.fds.size())
        co_return plain_error("create a container: descriptors are missing");
    co_return parts;
}

asio::awaitable<Result<void>> SpawnerClient::destroy(unsigned slot) {
    auto asked =
        co_await ask(SpawnerAsk::Destroy, slot, SpawnerSay::Destroyed, "destroy a container");
    if (!asked) co_return asked.error();
    co_return success();
}

asio::awaitable<void> SpawnerClient::stop() {
    gone_ = true;
    socket_.close();
    fail_pending();
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, link_.pid, 0));
    if (pidfd < 0) co_return;  // reaped already
    asio::posix::stream_descriptor exit(socket_.get_executor(), pidfd);
    const bool ended = co_await wait_readable(exit, Clock::now() + kEndPatience);
    if (!ended) (void)::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
    siginfo_t info{};
    (void)::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(pidfd), &info, WEXITED);
}

}  // namespace kiln::pool
