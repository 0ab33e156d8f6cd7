#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/workshop.h"

namespace kiln::cmd {

namespace asio = boost::asio;

namespace {

constexpr const char* kUsage =
    "kiln languages [FLAGS]\n"
    "\n"
    "Lists the languages of the catalogue: name, version found inside a container, aliases. One\n"
    "whose toolchain is not there is shown with the package that brings it.\n";

asio::awaitable<int> list(engine::Engine& engine) {
    co_await engine.probe_versions();
    for (const engine::Language& language : engine.catalogue().all()) {
        const std::string version = engine.version_of(language);
        std::string aliases;
        for (const std::string& alias : language.aliases)
            aliases += (aliases.empty() ? "" : ", ") +
                       (alias.find(' ') == alias.npos ? alias : '"' + alias + '"');
        if (version.empty())
            std::printf("%-12s unavailable: apt-get install %s\n", language.name.c_str(),
                        language.package.c_str());
        else
            std::printf("%-12s %-12s %s\n", language.name.c_str(), version.c_str(),
                        aliases.c_str());
    }
    co_return 0;
}

}  // namespace

int languages(Args args) {
    if (answered_help(args, kUsage, container_flags())) return 0;
    const auto given = parse_flags(container_flags(), args, Words::Mixed);
    if (!given) return complain("languages", given.error().text());
    if (!given.value().words.empty()) return complain("languages", "takes no argument, see --help");
    const auto places = find_places();
    if (!places) return complain("languages", places.error().text());
    auto settings = read_settings(given.value(), places.value());
    if (!settings) return complain("languages", settings.error().text());
    if (!given.value().has("log-level")) settings.value().log_level = "error";
    const auto catalogue = engine::Catalogue::load(places.value().languages);
    if (!catalogue) return complain("languages", catalogue.error().text());
    return with_engine("languages", std::move(settings).value(), catalogue.value(), list);
}

}  // namespace kiln::cmd
