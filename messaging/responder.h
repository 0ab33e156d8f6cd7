#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "engine/job.h"
#include "engine/outcome.h"
#include "messaging/trace_context.h"

namespace kiln::messaging {

using engine::Clock;

// An answer whose text is yet to be made.
struct Answer {
    std::string job_id;         // for logs
    Clock::time_point give_up;  // after this nobody waits for it any more
    // The text, no longer than this. Called once at most, on a thread of the source's.
    std::function<std::string(std::size_t max_bytes)> encode;
    std::size_t bytes = 0;                          // that `encode` holds
    TraceContext trace{};                           // for logs, and for the answer's headers
    engine::Verdict verdict = engine::Verdict::Ok;  // that it tells of
    // Set where there was no room for the job, and another instance may have some: by when the
    // request must be answered.
    std::optional<Clock::time_point> elsewhere_by{};
};

// How one request is answered: made by the source that brought the request, which alone knows what
// an answer is there. One of reply(), refuse_for_now() and refuse_for_ever() is called, once; none
// of them waits, and what becomes of the answer is the source's to see to. A Responder that goes
// without having been called leaves the request unanswered.
//
// Called on the thread that the source brought the request on, or on the engine's executor; one
// call at a time. May outlive its source: then its calls do nothing.
class Responder {
  public:
    Responder() = default;
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    virtual ~Responder() = default;

    // What came of the job.
    virtual void reply(Answer answer) = 0;
    // The engine has the job, and its answer is yet to come.
    virtual void progress() = 0;
    // Nothing was run, and it may go well another time or elsewhere.
    virtual void refuse_for_now(Answer answer) = 0;
    // Nothing was run, and it would not go otherwise another time.
    virtual void refuse_for_ever(Answer answer) = 0;
};

}  // namespace kiln::messaging
