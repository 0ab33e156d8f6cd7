#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/secret_environment.h"

namespace {

constexpr const char* kUsage =
    "kiln runs other people's programs, in containers, under limits.\n"
    "\n"
    "  kiln serve               answer requests that come over NATS\n"
    "  kiln run FILE [ARGS]     run one program here, without NATS\n"
    "  kiln submit FILE         send one program through NATS and print what it says\n"
    "  kiln result ID           print what came of a stored job (kiln submit --durable)\n"
    "  kiln jobs                list stored jobs, or parked ones, and replay them\n"
    "  kiln bench FILE          measure one program through NATS, beside other ways to run it\n"
    "  kiln languages           list the languages and their versions\n"
    "  kiln doctor              tell which walls this host offers, and how to get the others\n"
    "\n"
    "Each has --help and --version.\n";

struct Command {
    std::string_view name;
    int (*run)(kiln::cmd::Args);
};

constexpr Command kCommands[] = {
    {"serve", kiln::cmd::serve},         {"run", kiln::cmd::run},
    {"submit", kiln::cmd::submit},       {"bench", kiln::cmd::bench},
    {"result", kiln::cmd::result},       {"jobs", kiln::cmd::jobs},
    {"languages", kiln::cmd::languages}, {"doctor", kiln::cmd::doctor},
};

}  // namespace

int main(int argc, char** argv) {
    // A peer that is gone is an errno, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    // A copy: what stands in the command line itself can be read by everybody on this host.
    const std::vector<std::string> kept(argv + (argc > 0 ? 1 : 0), argv + argc);
    for (int i = 1; i < argc; ++i) kiln::cmd::hide_credentials(argv[i]);
    std::vector<const char*> words;
    for (const std::string& word : kept) words.push_back(word.c_str());
    const kiln::cmd::Args args(words);
    if (kiln::cmd::answered_help(args, kUsage, {})) return 0;
    if (args.empty()) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    for (const Command& command : kCommands)
        if (command.name == args[0]) return command.run(args.subspan(1));
    std::fprintf(stderr, "kiln: unknown command %s; see kiln --help\n", args[0]);
    return 2;
}
