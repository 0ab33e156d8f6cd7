#pragma once

#include <cstdint>
#include <string>

#include "pool/base/result.h"

namespace kiln::messaging {

// Names for jobs whose request brings none: 22 letters and digits, 12 of them random for this
// instance, 10 counting from a random start. Unlikely to meet another instance's, ever.
class JobIds {
  public:
    // Fails only where the kernel has no random bytes to give.
    [[nodiscard]] static pool::Result<JobIds> make();

    [[nodiscard]] std::string next();

  private:
    JobIds(std::string prefix, std::uint64_t start) : prefix_(std::move(prefix)), count_(start) {}
    std::string prefix_;
    std::uint64_t count_;
};

}  // namespace kiln::messaging
