#include "cmd/kiln/status/health.h"

#include <doctest/doctest.h>

namespace kiln::cmd {
namespace {

Health well() {
    Health health;
    health.connected = true;
    health.containers = {1, 1, 2};
    return health;
}

TEST_CASE("an instance with NATS and a container is ready, and has lost none") {
    CHECK(trouble_of(well()).empty());
    CHECK(is_ready(well()));
    CHECK(readiness_text(well()) ==
          "ready\nnats: connected\ncontainers: 2 of 2 stand, 0 lost\ndraining: no\n");
    CHECK(containers_text(well().containers) == "containers: 1 ready, 1 leased, 2 wanted");
}

TEST_CASE("each thing that is missing is named, all of them at once") {
    Health health = well();
    health.containers = {0, 1, 3};
    CHECK(is_ready(health));
    CHECK(readiness_text(health).find("\ncontainers: 1 of 3 stand, 2 lost\n") != std::string::npos);
    health.containers = {0, 0, 3};
    CHECK_FALSE(is_ready(health));
    CHECK(trouble_of(health).empty());
    CHECK(readiness_text(health).starts_with("not ready: no container stands\n"));
    health.connected = false;
    health.draining = true;
    CHECK(trouble_of(health) == "draining");
    CHECK(readiness_text(health) ==
          "not ready: no connection to NATS; no container stands; draining\n"
          "nats: not connected\ncontainers: 0 of 3 stand, 3 lost\ndraining: yes\n");
}

TEST_CASE("each of NATS and draining alone keeps it from being ready") {
    Health lonely = well();
    lonely.connected = false;
    CHECK_FALSE(is_ready(lonely));
    CHECK(trouble_of(lonely) == "no connection to NATS");
    Health draining = well();
    draining.draining = true;
    CHECK_FALSE(is_ready(draining));
}

TEST_CASE("why it ends by itself comes first") {
    Health health = well();
    health.hopeless = "the spawner is gone";
    health.draining = true;
    CHECK_FALSE(is_ready(health));
    CHECK(trouble_of(health) == "the spawner is gone");
    CHECK(readiness_text(health).find("the spawner is gone") != std::string::npos);
}

}  // namespace
}  // namespace kiln::cmd
