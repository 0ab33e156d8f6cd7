#include "messaging/discovery/service_description.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "messaging/codec/result_json.h"

namespace kiln::messaging {

namespace {

constexpr std::string_view kDescription =
    "compiles and runs source code, and answers with what came of it";
constexpr std::array kQuestions{std::pair{Question::Ping, "PING"},
                                std::pair{Question::Info, "INFO"},
                                std::pair{Question::Stats, "STATS"}};

using Pairs = std::vector<std::pair<std::string, std::string>>;

void append_number(std::string& json, std::string_view key, std::uint64_t value) {
    append_key(json, key);
    json += std::to_string(value);
}

// Values are strings, whatever they say.
void append_metadata(std::string& json, const Pairs& pairs) {
    append_key(json, "metadata");
    json += '{';
    for (const auto& [key, value] : pairs) append_text(json, key, value);
    json += '}';
}

Pairs metadata_of(const Route& route) {
    Pairs pairs{{"encoding", route.encoding == DefaultEncoding::Base64 ? "base64" : "any"},
                {"deadline_ms", std::to_string(route.deadline.count())}};
    if (route.most_code_bytes)
        pairs.emplace_back("most_code_bytes", std::to_string(*route.most_code_bytes));
    return pairs;
}

// As "<code>:<description>". Both are of our own making: a reply's text may quote its client.
std::string error_text(engine::Verdict verdict) {
    using engine::Verdict;
    const char* code = "400";
    if (verdict == Verdict::InternalError) code = "500";
    if (verdict == Verdict::Busy) code = "503";
    if (verdict == Verdict::Expired) code = "504";
    if (verdict == Verdict::Cancelled) code = "499";
    return std::string(code) + ':' + std::string(engine::verdict_word(verdict));
}

void append_counts(std::string& json, const EndpointStats::Counts& counts) {
    const auto spent = static_cast<std::uint64_t>(counts.processing.count());
    append_number(json, "num_requests", counts.requests);
    append_number(json, "num_errors", counts.errors);
    append_text(json, "last_error", counts.last_error ? error_text(*counts.last_error) : "");
    append_number(json, "processing_time", spent);
    append_number(json, "average_processing_time",
                  counts.requests > 0 ? spent / counts.requests : 0);
}

}  // namespace

std::string endpoint_name(std::string_view subject) {
    std::string name(subject);
    for (char& c : name) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!fits) c = c == '.' ? '-' : '_';
    }
    return name;
}

std::string rfc3339(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto whole = floor<seconds>(time);
    const std::time_t count = system_clock::to_time_t(whole);
    std::tm utc{};
    (void)::gmtime_r(&count, &utc);
    std::array<char, 32> text{};
    (void)std::strftime(text.data(), text.size(), "%FT%T", &utc);
    const std::string micros = std::to_string(duration_cast<microseconds>(time - whole).count());
    return std::string(text.data()) + '.' + std::string(6 - micros.size(), '0') + micros + 'Z';
}

ServiceDescription::ServiceDescription(About about, const Routes& routes)
    : about_(std::move(about)),
      endpoints_([&routes] {
          std::vector<Endpoint> endpoints;
          for (const RoutePtr& route : routes)
              endpoints.push_back(
                  {route, endpoint_name(route->subject), std::make_shared<EndpointStats>()});
          return endpoints;
      }()),
      subjects_([this] {
          std::vector<Subject> subjects;
          for (const auto& [question, verb] : kQuestions) {
              const std::string all = std::string("$SRV.") + verb;
              const std::string ours = all + '.' + kServiceName;
              subjects.push_back({all, question});
              subjects.push_back({ours, question});
              subjects.push_back({ours + '.' + about_.id, question});
          }
          return subjects;
      }()),
      ping_(beginning("ping_response") + '}'),
      info_(info()) {}

std::string ServiceDescription::answer(Question question) const {
    switch (question) {
        case Question::Ping:
            return ping_;
        case Question::Info:
            return info_;
        case Question::Stats:
            break;
    }
    return stats();
}

std::shared_ptr<EndpointStats> ServiceDescription::stats_of(const RoutePtr& route) const {
    const auto found = std::ranges::find(endpoints_, route, &Endpoint::route);
    return found == endpoints_.end() ? nullptr : found->stats;
}

// What all answers have, the object left open.
std::string ServiceDescription::beginning(std::string_view type) const {
    std::string json = "{";
    append_text(json, "name", kServiceName);
    append_text(json, "id", about_.id);
    append_text(json, "version", about_.version);
    append_metadata(json, {{"worker", about_.worker}});
    append_text(json, "type", "io.nats.micro.v1." + std::string(type));
    return json;
}

// The list of them, each with what `more` appends to it.
void ServiceDescription::append_endpoints(std::string& json,
                                          void (*more)(std::string& json,
                                                       const Endpoint& endpoint)) const {
    append_key(json, "endpoints");
    json += '[';
    for (const Endpoint& endpoint : endpoints_) {
        if (json.back() == '}') json += ',';
        json += '{';
        append_text(json, "name", endpoint.name);
        append_text(json, "subject", endpoint.route->subject);
        append_text(json, "queue_group", endpoint.route->queue_group);
        more(json, endpoint);
        json += '}';
    }
    json += ']';
}

std::string ServiceDescription::info() const {
    std::string json = beginning("info_response");
    append_text(json, "description", kDescription);
    append_endpoints(json, [](std::string& out, const Endpoint& endpoint) {
        append_metadata(out, metadata_of(*endpoint.route));
    });
    return json += '}';
}

std::string ServiceDescription::stats() const {
    std::string json = beginning("stats_response");
    append_text(json, "started", rfc3339(about_.started));
    append_endpoints(json, [](std::string& out, const Endpoint& endpoint) {
        append_counts(out, endpoint.stats->counts());
    });
    return json += '}';
}

}  // namespace kiln::messaging
