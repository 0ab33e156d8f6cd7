#include <cstdio>
#include <string>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/nats_settings.h"
#include "cmd/kiln/workshop.h"
#include "messaging/durable/inspection.h"

namespace kiln::cmd {

namespace {

constexpr const char* kUsage =
    "kiln jobs [FLAGS]\n"
    "\n"
    "Lists the stored jobs that are queued or run, one id a line. With --dead those that were\n"
    "parked: id, attempts, when (seconds since 1970), the last worker, why. For operators: it "
    "asks\n"
    "JetStream itself, with permissions that clients should not have.\n";

constexpr Flag kOwnFlags[] = {
    {"dead", "", "", "", "list parked jobs"},
    {"replay", "", "ID", "", "put a parked job into the queue again, its attempts forgotten"},
};

// Ids and headers are a client's: nothing of them moves a terminal's cursor.
std::string printable(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text;
}

int list_queue(const messaging::JobsInspection& inspection) {
    const auto queue = inspection.queue();
    if (!queue) return complain("jobs", queue.error().text());
    for (const std::string& id : queue.value().ids) std::printf("%s\n", printable(id).c_str());
    std::fprintf(stderr, "%zu jobs, of which %llu wait\n", queue.value().ids.size(),
                 static_cast<unsigned long long>(queue.value().waiting));
    return 0;
}

int list_parked(const messaging::JobsInspection& inspection) {
    const auto jobs = inspection.parked();
    if (!jobs) return complain("jobs", jobs.error().text());
    for (const messaging::ParkedJob& job : jobs.value())
        std::printf("%s\t%s\t%s\t%s\t%s\n", printable(job.id).c_str(),
                    printable(job.attempts).c_str(), printable(job.at).c_str(),
                    printable(job.worker).c_str(), printable(job.reason).c_str());
    std::fprintf(stderr, "%zu parked jobs\n", jobs.value().size());
    return 0;
}

}  // namespace

int jobs(Args args) {
    const std::vector<Flag> flags = joined({nats_flags(), kOwnFlags});
    if (answered_help(args, kUsage, flags)) return 0;
    const auto given = parse_flags(flags, args, Words::Mixed);
    if (!given) return complain("jobs", given.error().text());
    if (!given.value().words.empty()) return complain("jobs", "takes no argument, see --help");
    const auto nats = read_nats(given.value());
    if (!nats) return complain("jobs", nats.error().text());
    const auto inspection = messaging::JobsInspection::connect(nats.value());
    if (!inspection) return complain("jobs", inspection.error().text());
    if (given.value().has("replay")) {
        const auto replayed = inspection.value().replay(given.value().of("replay"));
        return replayed ? 0 : complain("jobs", replayed.error().text());
    }
    return given.value().has("dead") ? list_parked(inspection.value())
                                     : list_queue(inspection.value());
}

}  // namespace kiln::cmd
