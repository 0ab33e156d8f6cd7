#include "engine/outcome.h"

namespace kiln::engine {

std::string_view verdict_word(Verdict verdict) {
    switch (verdict) {
        case Verdict::Ok:
            return "ok";
        case Verdict::CompileError:
            return "compile_error";
        case Verdict::RuntimeError:
            return "runtime_error";
        case Verdict::Signalled:
            return "signalled";
        case Verdict::TimeLimit:
            return "time_limit";
        case Verdict::MemoryLimit:
            return "memory_limit";
        case Verdict::OutputLimit:
            return "output_limit";
        case Verdict::ProcessLimit:
            return "process_limit";
        case Verdict::InternalError:
            return "internal_error";
        case Verdict::Rejected:
            return "rejected";
        case Verdict::Busy:
            return "busy";
        case Verdict::Expired:
            return "expired";
        case Verdict::Cancelled:
            return "cancelled";
    }
    return "internal_error";
}

}  // namespace kiln::engine
