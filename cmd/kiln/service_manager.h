#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace kiln::cmd {

// Tells the service manager that started this process how it is doing: systemd's protocol,
// sd_notify(3), for a unit of Type=notify, and its watchdog, sd_watchdog_enabled(3). Where there is
// no NOTIFY_SOCKET in the environment, every call does nothing.
//
// Lives on `executor`, one thread, whose running is what the watchdog is told. Nothing waits: a
// message that the manager does not take is lost, and the next one says it again.
class ServiceManager {
  public:
    // `status`: one line on what is the matter, for `systemctl status`.
    ServiceManager(const boost::asio::any_io_executor& executor,
                   std::function<std::string()> status);

    // From here on the manager's patience with a start is renewed every few seconds, since NATS may
    // come later than we do, and its watchdog is fed.
    void begin();
    // We serve. Again: the status has changed.
    void ready();
    // We stop, which takes so long at most.
    void stopping(std::chrono::seconds most);
    // Ends what begin() began.
    void close();

  private:
    void wait();
    void look();

    std::function<std::string()> status_;
    boost::asio::steady_timer next_;
    std::chrono::microseconds watchdog_{0};  // how often it must hear of us; 0: never
    bool starting_ = true;
};

}  // namespace kiln::cmd
