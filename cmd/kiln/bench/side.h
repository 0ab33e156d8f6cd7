#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kiln::cmd::benchmark {

// What one job came to.
struct JobEnd {
    std::string failure;  // why it is none of the good ones; "" for a good one
    bool cached = false;
    bool warm = false;
    std::chrono::nanoseconds cpu{0};  // of the processes it ran in, where the side can tell
};

// One client of a side: does one job at a time, blocking, on whichever single thread calls it.
class Client {
  public:
    virtual ~Client() = default;

    // Compiles, if the language does that, and runs `source`. Nothing: the job was interrupted,
    // and nothing of it is left.
    [[nodiscard]] virtual std::optional<JobEnd> run(const std::string& source) = 0;
};

// One way to do the jobs.
struct Side {
    std::string name;
    std::vector<std::unique_ptr<Client>> clients;  // as many as jobs are in flight
    bool counts_cpu = false;                       // whether JobEnd::cpu says something
};

}  // namespace kiln::cmd::benchmark
