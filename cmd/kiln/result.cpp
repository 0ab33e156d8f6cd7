#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/nats_settings.h"
#include "cmd/kiln/show_reply.h"
#include "cmd/kiln/workshop.h"
#include "messaging/client.h"
#include "messaging/codec/json_member.h"
#include "messaging/durable/names.h"

namespace kiln::cmd {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr const char* kUsage =
    "kiln result [FLAGS] ID\n"
    "\n"
    "Prints what came of a stored job. Exit status as of kiln submit; 2 while there is no result,\n"
    "with how the job stands on stderr.\n";

constexpr Flag kOwnFlags[] = {
    {"wait", "", "", "", "wait for it"},
    {"wait-seconds", "", "S", "600", "how long at most"},
    {"json", "", "", "", "print the whole reply as it came"},
};

constexpr auto kAsked = 20s;  // that one request waits for
constexpr auto kBeyond = 5s;  // for the answer to come after that

// One question; waits for the result as long as that at most.
pool::Result<std::string> ask(const messaging::ServerAccess& nats, const std::string& id,
                              std::chrono::milliseconds wait) {
    messaging::ClientRequest request;
    request.nats = nats;
    request.subject = messaging::kGetPrefix + id;
    if (wait.count() > 0) (void)request.headers.add("Kiln-Wait-Ms", std::to_string(wait.count()));
    request.timeout = wait + kBeyond;
    return messaging::send_request(request);
}

}  // namespace

int result(Args args) {
    const std::vector<Flag> flags = joined({nats_flags(), kOwnFlags});
    if (answered_help(args, kUsage, flags)) return 0;
    const auto given = parse_flags(flags, args, Words::Mixed);
    if (!given) return complain("result", given.error().text());
    if (given.value().words.size() != 1) return complain("result", "which ID? see --help");
    const std::string& id = given.value().words[0];
    if (!messaging::is_job_id(id))
        return complain("result", "a job's id has 1 to 64 of A-Z a-z 0-9 _ -");
    const auto nats = read_nats(given.value());
    if (!nats) return complain("result", nats.error().text());
    const std::string& limit = given.value().of("wait-seconds");
    if (limit.empty() || limit.size() > 6 || limit.find_first_not_of("0123456789") != limit.npos)
        return complain("result", "--wait-seconds is \"" + limit + "\"; it must be a number");
    const auto until =
        Clock::now() + std::chrono::seconds(given.value().has("wait") ? std::stoul(limit) : 0);
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        const auto answer =
            ask(nats.value(), id, std::clamp<std::chrono::milliseconds>(left, 0ms, kAsked));
        if (!answer) return complain("result", answer.error().text());
        const auto state = messaging::text_member(answer.value(), "/state");
        if (!state) return show_reply("result", answer.value(), given.value().has("json"));
        const bool coming = *state == "queued" || *state == "running";
        if (coming && Clock::now() < until) continue;
        if (given.value().has("json")) std::printf("%s\n", answer.value().c_str());
        (void)complain("result", "no result yet: the job is " + *state);
        return 2;
    }
}

}  // namespace kiln::cmd
