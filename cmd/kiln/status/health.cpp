#include "cmd/kiln/status/health.h"

namespace kiln::cmd {

namespace {

std::size_t lost(const pool::Headcount& containers) {
    const std::size_t standing = containers.standing();
    return containers.wanted > standing ? containers.wanted - standing : 0;
}

}  // namespace

std::string trouble_of(const Health& health) {
    if (!health.hopeless.empty()) return health.hopeless;
    if (health.draining) return "draining";
    if (!health.connected) return "no connection to NATS";
    return {};
}

bool is_ready(const Health& health) {
    return trouble_of(health).empty() && health.containers.standing() > 0;
}

std::string readiness_text(const Health& health) {
    std::string missing;
    const auto miss = [&missing](const std::string& what) {
        missing += (missing.empty() ? "" : "; ") + what;
    };
    if (!health.connected) miss("no connection to NATS");
    if (health.containers.standing() == 0) miss("no container stands");
    if (health.draining) miss("draining");
    if (!health.hopeless.empty()) miss(health.hopeless);
    const pool::Headcount& containers = health.containers;
    return (missing.empty() ? "ready" : "not ready: " + missing) +
           "\nnats: " + (health.connected ? "connected" : "not connected") +
           "\ncontainers: " + std::to_string(containers.standing()) + " of " +
           std::to_string(containers.wanted) + " stand, " + std::to_string(lost(containers)) +
           " lost\ndraining: " + (health.draining ? "yes" : "no") + "\n";
}

std::string containers_text(const pool::Headcount& containers) {
    return "containers: " + std::to_string(containers.ready) + " ready, " +
           std::to_string(containers.leased) + " leased, " + std::to_string(containers.wanted) +
           " wanted";
}

}  // namespace kiln::cmd
