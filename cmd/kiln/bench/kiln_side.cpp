#include "cmd/kiln/bench/kiln_side.h"

#include "messaging/client.h"
#include "messaging/codec/base64.h"
#include "messaging/codec/reply_decoder.h"
#include "pool/base/json_text.h"

namespace kiln::cmd::benchmark {

namespace {

// Longer than any deadline the engine answers in by default.
constexpr std::chrono::seconds kPatience{20};

class KilnClient : public Client {
  public:
    KilnClient(messaging::Client connection, const std::string& language,
               const Interrupt& interrupt)
        : connection_(std::move(connection)),
          language_(pool::json_quoted(language)),
          interrupt_(interrupt) {}

    std::optional<JobEnd> run(const std::string& source) override {
        // As base64 on the subject that expects it; no limit of length on the other.
        const std::string payload = "{\"encoding\":\"base64\",\"code\":\"" +
                                    messaging::encode_base64(source) +
                                    "\",\"language\":" + language_ + "}";
        const auto answer =
            connection_.request(messaging::kProblemsSubject, payload, kPatience, interrupt_.flag());
        if (interrupt_.flag() && !answer) return std::nullopt;
        JobEnd end;
        if (!answer) {
            end.failure = answer.error().text();
            return end;
        }
        const auto reply = messaging::decode_reply(answer.value());
        if (!reply) {
            end.failure = reply.error().text();
        } else if (!reply.value().success || reply.value().verdict != "ok") {
            end.failure = reply.value().verdict + ": " + reply.value().error;
        } else {
            end.cached = reply.value().cached;
            end.warm = reply.value().warm;
        }
        return end;
    }

  private:
    messaging::Client connection_;
    std::string language_;
    const Interrupt& interrupt_;
};

}  // namespace

pool::Result<Side> make_kiln_side(const messaging::ServerAccess& nats, const std::string& language,
                                  unsigned clients, const Interrupt& interrupt) {
    Side side;
    side.name = "kiln";
    for (unsigned i = 0; i < clients; ++i) {
        BOOST_OUTCOME_TRY(auto connection, messaging::Client::connect(nats));
        side.clients.push_back(
            std::make_unique<KilnClient>(std::move(connection), language, interrupt));
    }
    return side;
}

}  // namespace kiln::cmd::benchmark
