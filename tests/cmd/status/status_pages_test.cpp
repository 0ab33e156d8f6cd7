#include "cmd/kiln/status/status_pages.h"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace kiln::cmd {
namespace {

using messaging::Page;
namespace asio = boost::asio;

engine::Catalogue one_language() {
    engine::Language language;
    language.name = "tongue";
    language.source_file = "main.txt";
    language.run_argv = {"/bin/true"};
    return engine::Catalogue::make({language}).value();
}

// The engine's side answers at once, or is stuck.
struct Fixture {
    asio::io_context io{1}, stuck{1};
    engine::Catalogue catalogue = one_language();
    Figures figures = none();
    std::optional<StatusPages> pages;

    Figures none() const {
        Figures figures_now;
        figures_now.jobs = engine::JobStatistics(catalogue.all().size());
        figures_now.health.connected = true;
        figures_now.health.containers = {1, 0, 1};
        return figures_now;
    }
    Page look(const std::string& path, bool answers = true) {
        if (!pages)
            pages.emplace(io.get_executor(),
                          StatusSources{answers ? io.get_executor() : stuck.get_executor(),
                                        [this] { return figures.health; },
                                        [this] { return figures; }, catalogue, "1.2.3", "w\"1"});
        std::optional<Page> page;
        asio::co_spawn(io, pages->page(path),
                       [&](const std::exception_ptr&, Page made) { page = std::move(made); });
        io.restart();
        io.run();
        REQUIRE(page.has_value());
        return *page;
    }
    bool metrics_have(const std::string& line) {
        return look("/metrics").body.find("\n" + line + "\n") != std::string::npos;
    }
};

TEST_CASE_FIXTURE(Fixture, "an instance that is well says so on every path for that") {
    for (const char* path : {"/", "/health", "/healthz", "/readyz"}) {
        CAPTURE(path);
        CHECK(look(path).status == 200);
    }
    CHECK(look("/").body == "ok\ncontainers: 1 ready, 0 leased, 1 wanted\n");
    CHECK(look("/healthz").body == "ok\n");
    CHECK(look("/nothing").status == 404);
    CHECK(look("/healthz/").status == 404);
}

TEST_CASE_FIXTURE(Fixture, "one that lacks something lives, and is not ready") {
    figures.health.connected = false;
    CHECK(look("/healthz").status == 200);
    CHECK(look("/readyz").status == 503);
    CHECK(look("/readyz").body.starts_with("not ready: no connection to NATS\n"));
    CHECK(look("/").status == 503);
    CHECK(look("/").body.starts_with("no connection to NATS\n"));
    CHECK(look("/metrics").status == 200);
}

TEST_CASE_FIXTURE(Fixture, "without an engine that answers nothing is well") {
    for (const char* path : {"/", "/healthz", "/readyz", "/metrics"}) {
        CAPTURE(path);
        const Page page = look(path, false);
        CHECK(page.status == 503);
        CHECK(page.body == "the engine does not answer\n");
    }
}

TEST_CASE_FIXTURE(Fixture, "metrics are what was counted, by language, verdict and reason") {
    engine::Outcome outcome;
    outcome.verdict = engine::Verdict::Ok;
    outcome.run.emplace();
    outcome.run->wall = std::chrono::milliseconds(3);
    outcome.warm = true;
    figures.jobs.ended(0, outcome, std::chrono::milliseconds(4));
    figures.jobs.refused(1, engine::Verdict::Rejected);
    figures.waiting = 5;
    figures.pool.places.idle = 2;
    figures.pool.recycled[static_cast<std::size_t>(pool::Recycling::Silent)] = 7;
    figures.traffic.nats.connections = 3;
    figures.traffic.refused[0] = 9;
    pool::ContainerUsage usage;
    usage.slot = 4;
    usage.memory_bytes = 1000;
    figures.usage = {usage};
    const Page page = look("/metrics");
    CHECK(page.content_type == "text/plain; version=0.0.4; charset=utf-8");
    for (const char* line : {
             "kiln_jobs_total{language=\"tongue\",verdict=\"ok\"} 1",
             "kiln_jobs_total{language=\"unknown\",verdict=\"rejected\"} 1",
             "kiln_jobs_total{language=\"tongue\",verdict=\"internal_error\"} 0",
             "kiln_job_run_seconds_sum{language=\"tongue\"} 0.003",
             "kiln_job_duration_seconds_bucket{language=\"tongue\",le=\"0.005\"} 1",
             "kiln_warm_hits_total{language=\"tongue\"} 1",
             "kiln_queue_length 5",
             "kiln_containers{state=\"idle\"} 2",
             "kiln_containers_wanted 1",
             "kiln_containers_recycled_total{reason=\"silent\"} 7",
             "kiln_container_memory_bytes{container=\"c4\"} 1000",
             "kiln_nats_connected 1",
             "kiln_nats_reconnects_total 2",
             "kiln_requests_refused_total{reason=\"invalid_request\"} 9",
             "kiln_ready 1",
             "kiln_build_info{version=\"1.2.3\",worker=\"w\\\"1\"} 1",
         }) {
        CAPTURE(line);
        CHECK(metrics_have(line));
    }
    CHECK(page.body.find("kiln_container_processes") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a first connection to NATS is no reconnect") {
    CHECK(metrics_have("kiln_nats_reconnects_total 0"));
}

TEST_CASE_FIXTURE(Fixture, "this process is described under the names of all clients") {
    const std::string text = look("/metrics").body;
    for (const char* name :
         {"process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds",
          "process_max_fds", "process_cpu_seconds_total", "process_start_time_seconds"}) {
        const std::size_t at = text.find("\n" + std::string(name) + " ");
        CAPTURE(name);
        REQUIRE(at != std::string::npos);
        CHECK(std::stod(text.substr(at + std::string(name).size() + 2)) >= 0);
    }
}

TEST_CASE_FIXTURE(Fixture, "whatever paths are asked for, they are one label's value") {
    for (int i = 0; i < 50; ++i) (void)look("/x" + std::to_string(i));
    CHECK(metrics_have("kiln_http_requests_total{code=\"404\",path=\"other\"} 50"));
}

}  // namespace
}  // namespace kiln::cmd
