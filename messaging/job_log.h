#pragma once

#include <string>

#include "engine/outcome.h"
#include "messaging/codec/v1_fields.h"
#include "messaging/log_budget.h"

namespace kiln::messaging {

// The one line about each request, whatever became of it. What ran is always logged; what was
// refused only as far as `refusals` allows, since clients may send any number of those.
void log_job(const std::string& id, const engine::Outcome& outcome, LogBudget& refusals);
void log_refusal(const std::string& id, const Refusal& refusal, LogBudget& refusals);

}  // namespace kiln::messaging
