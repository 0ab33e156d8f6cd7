#include <cstdio>
#include <string>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/nats_settings.h"
#include "cmd/kiln/show_reply.h"
#include "cmd/kiln/source.h"
#include "cmd/kiln/workshop.h"
#include "messaging/client.h"
#include "messaging/codec/base64.h"
#include "messaging/codec/json_member.h"
#include "messaging/durable/names.h"
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
    {"durable", "", "", "", "store the job, print its id and do not wait; see kiln result"},
    {"id", "", "ID", "", "the job's id; a stored job of an id is run once"},
};

// Longer than any deadline the engine answers in by default.
constexpr std::chrono::seconds kPatience{20};

// What a stored job is answered with: its id alone, for `kiln result`.
int show_stored(const std::string& json, const Given& given) {
    const auto state = messaging::text_member(json, "/state");
    if (!state) return show_reply("submit", json, given.has("json"));
    const auto id = messaging::text_member(json, "/id");
    std::printf("%s\n", given.has("json") ? json.c_str() : id.value_or("").c_str());
    return *state == "parked" ? complain("submit", "the job of this id is parked: kiln jobs --dead")
                              : 0;
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
    const bool durable = given.value().has("durable");
    if (durable) request.subject = messaging::kSubmitSubject;
    request.payload =
        "{\"code\":" + pool::json_quoted(messaging::encode_base64(source.value().code)) +
        ",\"encoding\":\"base64\"" + ",\"language\":" + pool::json_quoted(source.value().language) +
        (given.value().has("id") ? ",\"id\":" + pool::json_quoted(given.value().of("id")) : "") +
        "}";
    request.timeout = kPatience;
    const auto answer = messaging::send_request(request);
    if (!answer) return complain("submit", answer.error().text());
    if (durable) return show_stored(answer.value(), given.value());
    return show_reply("submit", answer.value(), given.value().has("json"));
}

}  // namespace kiln::cmd
