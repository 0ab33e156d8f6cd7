#include "cmd/kiln/status/status_pages.h"

#include <prometheus/gauge.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cmd/kiln/status/collector.h"

namespace kiln::cmd {

using boost::asio::awaitable;
using messaging::Page;

namespace {

constexpr unsigned kOk = 200;
constexpr unsigned kNotFound = 404;
constexpr unsigned kUnavailable = 503;
constexpr const char* kExposition = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::array<std::string_view, 5> kPaths = {"/", "/health", "/healthz", "/readyz",
                                                    "/metrics"};

Page text_page(unsigned status, std::string text) {
    Page page;
    page.status = status;
    page.body = std::move(text);
    return page;
}

Page no_answer() {
    return text_page(kUnavailable, "the engine does not answer\n");
}

Page overview(const Health& health) {
    const std::string trouble = trouble_of(health);
    const std::string containers = "\n" + containers_text(health.containers) + "\n";
    if (trouble.empty()) return text_page(kOk, "ok" + containers);
    return text_page(kUnavailable, trouble + containers);
}

}  // namespace

StatusPages::StatusPages(boost::asio::any_io_executor executor, StatusSources sources)
    : catalogue_(sources.catalogue),
      health_(executor, sources.engine, std::move(sources.health)),
      figures_(executor, sources.engine, std::move(sources.figures)),
      requests_(prometheus::BuildCounter()
                    .Name("kiln_http_requests_total")
                    .Help("Requests to this port by path and status.")
                    .Register(registry_)) {
    prometheus::BuildGauge()
        .Name("kiln_build_info")
        .Help("1, with what this instance is.")
        .Register(registry_)
        .Add({{"version", sources.version}, {"worker", sources.worker}})
        .Set(1);
}

awaitable<Page> StatusPages::page(std::string path) {
    Page made = co_await make(path);
    count(path, made.status);
    co_return made;
}

awaitable<Page> StatusPages::make(std::string path) {
    if (std::ranges::find(kPaths, path) == kPaths.end())
        co_return text_page(kNotFound, "not found; there are /healthz, /readyz and /metrics\n");
    if (path == "/metrics") co_return co_await metrics();
    const std::shared_ptr<const Health> health = co_await health_.answer();
    if (!health) co_return no_answer();
    if (path == "/healthz") co_return text_page(kOk, "ok\n");
    if (path == "/readyz")
        co_return text_page(is_ready(*health) ? kOk : kUnavailable, readiness_text(*health));
    co_return overview(*health);
}

awaitable<Page> StatusPages::metrics() {
    std::shared_ptr<const Figures> figures = co_await figures_.answer();
    if (!figures) co_return no_answer();
    if (figures != shown_) {
        text_ = metrics_text(figures);
        shown_ = std::move(figures);
    }
    Page page;
    page.content_type = kExposition;
    page.body = text_;
    co_return page;
}

std::string StatusPages::metrics_text(std::shared_ptr<const Figures> figures) {
    const FiguresCollector counted(std::move(figures), catalogue_);
    const ProcessCollector process;
    Families all;
    for (const prometheus::Collectable* each :
         {static_cast<const prometheus::Collectable*>(&counted),
          static_cast<const prometheus::Collectable*>(&process),
          static_cast<const prometheus::Collectable*>(&registry_)})
        for (prometheus::MetricFamily& family : each->Collect()) all.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(all);
}

// A path that is none of ours is one label's value, whatever it is.
void StatusPages::count(const std::string& path, unsigned status) {
    const bool ours = std::ranges::find(kPaths, path) != kPaths.end();
    requests_.Add({{"path", ours ? path : "other"}, {"code", std::to_string(status)}}).Increment();
}

}  // namespace kiln::cmd
