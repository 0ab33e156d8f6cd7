#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cmd/kiln/status/figures.h"
#include "cmd/kiln/status/inquiry.h"
#include "engine/catalogue/catalogue.h"
#include "messaging/http/page.h"

namespace kiln::cmd {

// Whom the pages ask. `health` and `figures` are called on `engine`, the engine's executor.
struct StatusSources {
    boost::asio::any_io_executor engine;
    std::function<Health()> health;
    std::function<Figures()> figures;
    const engine::Catalogue& catalogue;  // outlives the pages
    std::string version;                 // of Kiln
    std::string worker;                  // this instance's name
};

// What stands on the port:
//
//   /healthz   200 while the engine's thread answers within a second, else 503
//   /readyz    200 while a job that is sent now can be run now, else 503; and what is missing
//   /metrics   everything that is counted, in Prometheus' text format 0.0.4
//   /          200 "ok" or 503 and the trouble; then how many containers there are. /health: the same
//
// Any other path is 404. On one executor, which is not the engine's.
class StatusPages {
  public:
    StatusPages(boost::asio::any_io_executor executor, StatusSources sources);

    // It must outlive the call.
    [[nodiscard]] boost::asio::awaitable<messaging::Page> page(std::string path);

  private:
    [[nodiscard]] boost::asio::awaitable<messaging::Page> make(std::string path);
    [[nodiscard]] boost::asio::awaitable<messaging::Page> metrics();
    [[nodiscard]] std::string metrics_text(std::shared_ptr<const Figures> figures);
    void count(const std::string& path, unsigned status);

    const engine::Catalogue& catalogue_;
    Inquiry<Health> health_;
    Inquiry<Figures> figures_;
    prometheus::Registry registry_;  // what is this thread's own: the version, and requests here
    prometheus::Family<prometheus::Counter>& requests_;
    std::shared_ptr<const Figures> shown_;  // what text_ was made of
    std::string text_;
};

}  // namespace kiln::cmd
