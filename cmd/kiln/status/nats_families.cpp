#include <string>

#include "cmd/kiln/status/collector.h"

namespace kiln::cmd {

namespace {

using Kind = Family::Kind;

void put_counter(Families& families, const char* name, const char* help, std::uint64_t value) {
    Family family(Kind::Counter, name, help);
    family.with(static_cast<double>(value));
    std::move(family).put_to(families);
}

}  // namespace

void put_nats_families(const Figures& figures, Families& families) {
    const messaging::NatsTraffic& nats = figures.traffic.nats;
    Family connected(Kind::Gauge, "kiln_nats_connected", "1 while NATS is connected, else 0.");
    connected.with(figures.health.connected ? 1 : 0);
    std::move(connected).put_to(families);
    put_counter(families, "kiln_nats_reconnects_total", "Connections to NATS after the first.",
                nats.connections > 0 ? nats.connections - 1 : 0);
    put_counter(families, "kiln_replies_resent_total",
                "Times that a reply was sent again, since nobody had confirmed it.",
                nats.replies_resent);
    put_counter(families, "kiln_replies_given_up_total",
                "Replies that could not be delivered while anybody could wait for them.",
                nats.replies_given_up);

    Family refused(Kind::Counter, "kiln_requests_refused_total",
                   "Requests that became no job, by reason; each was answered.");
    const auto& reasons = messaging::RefusalCounts::kReasons;
    for (std::size_t i = 0; i < reasons.size(); ++i)
        refused.with(static_cast<double>(figures.traffic.refused[i]),
                     {{"reason", std::string(reasons[i])}});
    std::move(refused).put_to(families);
    put_counter(families, "kiln_requests_busy_total",
                "Requests answered busy before they were looked at.", nats.busy_early);
    put_counter(families, "kiln_requests_busy_unanswered_total",
                "Of those, and of questions to the service API, what the server took no answer to.",
                nats.busy_unsaid);
    put_counter(families, "kiln_requests_passed_on_total",
                "Requests that another instance took, since the queue here was full.",
                nats.passed_on);
    put_counter(families, "kiln_requests_ignored_total",
                "Requests without an answer, for their reply subject is not allowed.",
                nats.ignored);
}

}  // namespace kiln::cmd
