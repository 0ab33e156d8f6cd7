#include "cmd/kiln/service_manager.h"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "pool/base/log.h"

namespace kiln::cmd {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::seconds;

// How often a start asks for more time, and for how much.
constexpr seconds kStartPause = 5s;
constexpr seconds kStartMore = 30s;
// To tidy up, after the jobs.
constexpr seconds kTidyUp = 10s;

bool is_there() {
    return std::getenv("NOTIFY_SOCKET") != nullptr;
}

// Each line is a VARIABLE=VALUE.
void tell(const std::string& lines) {
    if (const int done = ::sd_notify(0, lines.c_str()); done < 0)
        spdlog::debug("the service manager was not told: {}",
                      std::system_category().message(-done));
}

std::string more_time(microseconds time) {
    return "EXTEND_TIMEOUT_USEC=" + std::to_string(time.count());
}

}  // namespace

ServiceManager::ServiceManager(const boost::asio::any_io_executor& executor,
                               std::function<std::string()> status)
    : status_(std::move(status)), next_(executor) {
    std::uint64_t period = 0;
    if (::sd_watchdog_enabled(0, &period) > 0)
        watchdog_ = microseconds(static_cast<std::int64_t>(period));
}

void ServiceManager::begin() {
    if (is_there()) look();
}

void ServiceManager::ready() {
    if (!is_there()) return;
    starting_ = false;
    tell("READY=1\nSTATUS=" + status_());
}

void ServiceManager::stopping(seconds most) {
    if (!is_there()) return;
    starting_ = false;
    tell("STOPPING=1\nSTATUS=" + status_() + "\n" + more_time(most + kTidyUp));
}

void ServiceManager::close() {
    next_.cancel();
}

void ServiceManager::look() {
    if (starting_) tell(more_time(kStartMore) + "\nSTATUS=" + status_());
    if (watchdog_ > 0us) tell("WATCHDOG=1");
    wait();
}

void ServiceManager::wait() {
    if (!starting_ && watchdog_ == 0us) return;
    microseconds pause = kStartPause;
    if (watchdog_ > 0us) pause = starting_ ? std::min(pause, watchdog_ / 2) : watchdog_ / 2;
    next_.expires_after(pause);
    next_.async_wait([this](const boost::system::error_code& error) {
        if (!error) look();
    });
}

}  // namespace kiln::cmd
