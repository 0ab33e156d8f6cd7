#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "engine/outcome.h"

namespace kiln::messaging {

// Outcomes for the tests of replies, and replies taken apart again.

inline engine::StepOutcome exited(int status, std::string out = "", std::string err = "") {
    engine::StepOutcome step;
    step.exit_code = status;
    step.merged = out + err;
    step.out = std::move(out);
    step.err = std::move(err);
    return step;
}

inline engine::StepOutcome signalled(int number) {
    engine::StepOutcome step;
    step.signal = number;
    return step;
}

inline engine::StepOutcome cut_off(std::string merged) {
    engine::StepOutcome step;
    step.cut = true;
    step.merged = std::move(merged);
    return step;
}

inline engine::Outcome ran(engine::Verdict verdict, engine::StepOutcome run) {
    engine::Outcome outcome;
    outcome.verdict = verdict;
    outcome.language = "python";
    outcome.run = std::move(run);
    return outcome;
}

// A parsed reply. Fails the test where the text is not JSON, or a pointer ("/result/run/stdout")
// leads nowhere.
class ParsedReply {
  public:
    explicit ParsedReply(std::string_view json);

    [[nodiscard]] std::string text(std::string_view pointer) const;
    [[nodiscard]] bool flag(std::string_view pointer) const;
    [[nodiscard]] bool has(std::string_view pointer) const;
    [[nodiscard]] bool is_null(std::string_view pointer) const;
    [[nodiscard]] double number(std::string_view pointer) const;

  private:
    simdjson::padded_string json_;
    simdjson::dom::parser parser_;
    simdjson::dom::element root_;
};

}  // namespace kiln::messaging
