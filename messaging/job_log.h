#pragma once

#include "engine/outcome.h"
#include "messaging/codec/v1_fields.h"
#include "messaging/log_budget.h"
#include "messaging/responder.h"

namespace kiln::messaging {

// The one line about each request, whatever became of it. What ran is always logged; what was
// refused only as far as `refusals` allows, since clients may send any number of those.
// `answer`: to it, whose text need not be there.
void log_job(const Answer& answer, const engine::Outcome& outcome, LogBudget& refusals);
void log_refusal(const Answer& answer, const Refusal& refusal, LogBudget& refusals);

}  // namespace kiln::messaging
