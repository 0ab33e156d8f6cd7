#include <cstdio>
#include <string>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/nats_settings.h"
#include "cmd/kiln/source.h"
#include "cmd/kiln/workshop.h"
#include "messaging/client.h"
#include "messaging/codec/base64.h"
#include "messaging/codec/reply_decoder.h"
#include "pool/base/json_text.h"

namespace kiln::cmd {

namespace {

constexpr const char* kUsage =
    "kiln submit [FLAGS] FILE\n"
    "\n"
    "Sends one program through NATS, on compiler.execute.request, and prints its output. Exit\n"
    "status 0 if it succeeded, else 1 with the error on stderr.\n";

constexpr Flag kOwnFlags[] = {
    {"language", "", "NAME", "", "the language; else told from the file's suffix"},
    {"json", "", "", "", "print the whole reply as it came"},
};

// Longer than any deadline the engine answers in by default.
constexpr std::chrono::seconds kPatience{20};

int show(const std::string& json, const Given& given) {
    const auto reply = messaging::decode_reply(json);
    if (!reply) return complain("submit", reply.error().text());
    if (given.has("json"))
        std::printf("%s\n", json.c_str());
    else
        std::fwrite(reply.value().output.data(), 1, reply.value().output.size(), stdout);
    std::fflush(stdout);
    if (reply.value().success) return 0;
    return complain("submit", reply.value().error + " (" + reply.value().verdict + ")");
}

}  // namespace

int submit(Args args) {
    const std::vector<Flag> flags = joined({nats_flags(), kOwnFlags});
    if (answered_help(args, kUsage, flags)) return 0;
    const auto given = parse_flags(flags, args, Words::Mixed);
    if (!given) return complain("submit", given.error().text());
    if (given.value().words.size() != 1) return complain("submit", "which FILE? see --help");
    const auto places = find_places();
    if (!places) return complain("submit", places.error().text());
    const auto catalogue = engine::Catalogue::load(places.value().languages);
    if (!catalogue) return complain("submit", catalogue.error().text());
    const auto source =
        read_source(given.value().words[0], given.value().of("language"), catalogue.value());
    if (!source) return complain("submit", source.error().text());

    auto nats = read_nats(given.value());
    if (!nats) return complain("submit", nats.error().text());

    messaging::ClientRequest request;
    request.nats = std::move(nats).value();
    request.payload =
        "{\"code\":" + pool::json_quoted(messaging::encode_base64(source.value().code)) +
        ",\"language\":" + pool::json_quoted(source.value().language) + "}";
    request.timeout = kPatience;
    const auto answer = messaging::send_request(request);
    if (!answer) return complain("submit", answer.error().text());
    return show(answer.value(), given.value());
}

}  // namespace kiln::cmd
