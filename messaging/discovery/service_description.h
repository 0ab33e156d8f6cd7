#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messaging/discovery/endpoint_stats.h"
#include "messaging/route.h"

namespace kiln::messaging {

inline constexpr const char* kServiceName = "kiln";

// What a client may ask every instance of a service, or one (NATS ADR-32).
enum class Question { Ping, Info, Stats };

// One instance as the NATS service API shows it: `nats service`, and the services modules of NATS
// client libraries. Its texts are those of the schemas io.nats.micro.v1, and hold nothing of any
// client's. Immutable but for the counters, and so for use on any thread.
class ServiceDescription {
  public:
    struct About {
        std::string id;       // of this instance, a token of a subject; no other's
        std::string version;  // semantic: three numbers
        std::string worker;   // how replies name this instance
        std::chrono::system_clock::time_point started;
    };
    // An endpoint for each route.
    ServiceDescription(About about, const Routes& routes);

    // The nine subjects, each with what is asked there: of all services, of this one, of this
    // instance. Every instance takes all of them, without a queue group.
    struct Subject {
        std::string subject;
        Question question;
    };
    [[nodiscard]] const std::vector<Subject>& subjects() const { return subjects_; }
    // The answer, one JSON object.
    [[nodiscard]] std::string answer(Question question) const;

    // Where answers to requests of this route are counted; null for one that it was not made with.
    [[nodiscard]] std::shared_ptr<EndpointStats> stats_of(const RoutePtr& route) const;

  private:
    struct Endpoint {
        RoutePtr route;
        std::string name;
        std::shared_ptr<EndpointStats> stats;
    };
    [[nodiscard]] std::string beginning(std::string_view type) const;
    void append_endpoints(std::string& json,
                          void (*more)(std::string& json, const Endpoint& endpoint)) const;
    [[nodiscard]] std::string info() const;
    [[nodiscard]] std::string stats() const;

    const About about_;
    std::vector<Endpoint> endpoints_;
    const std::vector<Subject> subjects_;
    const std::string ping_;
    const std::string info_;
};

// The name of an endpoint that takes requests on this subject: letters, digits, '-' and '_' only,
// so "compiler-execute-request".
[[nodiscard]] std::string endpoint_name(std::string_view subject);

// RFC 3339, UTC, with microseconds.
[[nodiscard]] std::string rfc3339(std::chrono::system_clock::time_point time);

}  // namespace kiln::messaging
