#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "messaging/inbound.h"

namespace kiln::messaging {

// What a source was told about one request: "progress", and how it was answered with what text.
struct Told {
    std::vector<std::string> calls;
    Answer answer;  // as it came
    std::string text;
};

// Stands for any source: notes what it is told, and makes the text as one would that takes
// `max_bytes` at most. What it notes lives on when it is gone.
class FakeResponder final : public Responder {
  public:
    explicit FakeResponder(std::shared_ptr<Told> told, std::size_t max_bytes = 1u << 20)
        : told_(std::move(told)), max_bytes_(max_bytes) {}

    void reply(Answer answer) override { note("reply", std::move(answer)); }
    void progress() override { told_->calls.emplace_back("progress"); }
    void refuse_for_now(Answer answer) override { note("refuse for now", std::move(answer)); }
    void refuse_for_ever(Answer answer) override { note("refuse for ever", std::move(answer)); }

  private:
    void note(const char* call, Answer answer) {
        told_->calls.emplace_back(call);
        told_->text = answer.encode(max_bytes_);
        told_->answer = std::move(answer);
    }

    const std::shared_ptr<Told> told_;
    const std::size_t max_bytes_;
};

// A request with this body, by `route`.
[[nodiscard]] inline Inbound inbound(Route route, std::string payload, std::shared_ptr<Told> told,
                                     std::size_t max_bytes = 1u << 20) {
    Inbound request;
    request.route = std::make_shared<const Route>(std::move(route));
    request.payload = std::move(payload);
    request.responder = std::make_unique<FakeResponder>(std::move(told), max_bytes);
    request.arrived = Clock::now();
    return request;
}

}  // namespace kiln::messaging
