#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/catalogue/catalogue.h"
#include "engine/job.h"
#include "messaging/codec/v1_fields.h"
#include "messaging/route.h"
#include "messaging/validation/policy.h"

namespace kiln::messaging {

// Looks at a decoded job before the engine gets it, in the order clients know: length, patterns
// for all languages, whether the language is known, patterns for that language. The main source
// and the further files count alike.
//
// `catalogue` must outlive this and its copies, which may be used on different threads.
class CodeValidator {
  public:
    CodeValidator(const engine::Catalogue& catalogue, Policy policy)
        : catalogue_(catalogue), policy_(std::make_shared<const Policy>(std::move(policy))) {}

    // A policy for a language that does not exist is a mistake worth stopping for.
    [[nodiscard]] pool::Result<void> check_policy() const;

    // Nothing: the job, which came by `route`, may go on.
    [[nodiscard]] std::optional<Refusal> refuse(const engine::Job& job, const Route& route) const;

  private:
    [[nodiscard]] std::optional<Refusal> refuse_patterns(const engine::Job& job) const;

    const engine::Catalogue& catalogue_;
    std::shared_ptr<const Policy> policy_;  // of all copies
};

}  // namespace kiln::messaging
