#include "engine/warm/warm_compilers.h"

#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "engine/plan.h"
#include "engine/warm/precompile.h"
#include "pool/base/log.h"
#include "pool/protocol/gate_environment.h"
#include "pool/protocol/preamble.h"
#include "pool/runtime_words.h"

namespace kiln::engine {

using boost::asio::awaitable;
using pool::Result;

namespace {

std::string lines_of(const std::vector<std::string>& words) {
    std::string lines;
    for (const std::string& word : words) lines += (lines.empty() ? "" : "\n") + word;
    return lines;
}

}  // namespace

std::string compiler_runtime(const Language& language, const std::string& headers) {
    return language.name + ":" + headers;
}

std::string compiler_folder(const Language& language, const std::string& headers) {
    const auto at = std::ranges::find(language.warm_headers, headers);
    return "warm/" + language.name + "-" + std::to_string(at - language.warm_headers.begin() + 1);
}

std::string include_lines(const std::string& headers) {
    std::string text;
    std::istringstream in(headers);
    for (std::string header; std::getline(in, header, ',');) text += "#include <" + header + ">\n";
    return text;
}

// Lines of dots, one for each level, a blank and the path.
std::set<std::string> files_read(std::string_view said) {
    std::set<std::string> files;
    std::istringstream in{std::string(said)};
    for (std::string line; std::getline(in, line);) {
        const std::size_t path = line.find_first_not_of('.');
        if (path != 0 && path != line.npos && line[path] == ' ')
            files.insert(line.substr(path + 1));
    }
    return files;
}

WarmCompilers::Choice WarmCompilers::choose(const Language& language, const Job& job) {
    // Whoever has read most spares most. One that is better than those there are is prepared.
    std::string best, best_ready;
    unsigned most = 0, most_ready = 0;
    for (const std::string& headers : language.warm_headers) {
        const std::string name = compiler_runtime(language, headers);
        kiln_preamble preamble{};
        if (!runner_.has_runtime(name) ||
            kiln_has_preamble(job.code.data(), job.code.size(), headers.c_str(), &preamble) == 0)
            continue;
        if (preamble.count > most) {
            best = headers;
            most = preamble.count;
        }
        if (preamble.count > most_ready && ready_.contains(name)) {
            best_ready = name;
            most_ready = preamble.count;
        }
    }
    if (best.empty()) return {};
    want(language, best);
    return {best_ready, has_all(compiler_runtime(language, best), job.code)};
}

// Also where that is not known yet, or not to be known.
bool WarmCompilers::has_all(const std::string& name, std::string_view source) const {
    kiln_directives leading{};
    const auto read = files_.find(name);
    if (read == files_.end()) return true;
    if (kiln_leading_directives(source.data(), source.size(), &leading) == 0) return true;
    for (unsigned i = 0; i < leading.count; ++i) {
        if (leading.each[i].includes == 0) continue;
        const std::string_view line = source.substr(leading.each[i].at, leading.each[i].size);
        const std::size_t begin = line.find('<') + 1;
        const std::string ending = "/" + std::string(line.substr(begin, line.find('>') - begin));
        if (std::ranges::none_of(read->second,
                                 [&](const std::string& file) { return file.ends_with(ending); }))
            return false;
    }
    return true;
}

void WarmCompilers::want(const Language& language, const std::string& headers) {
    if (preparations_.stopped() || !asked_.insert(compiler_runtime(language, headers)).second)
        return;
    preparations_.add([this, &language, headers] { return prepare(language, headers); });
}

// ---- preparing one -----------------------------------------------------------------------------

awaitable<Preparations::Progress> WarmCompilers::prepare(const Language& language,
                                                         std::string headers) {
    const std::string name = compiler_runtime(language, headers);
    auto made = co_await equipment(language, headers);
    if (made) {
        spdlog::info("a warm compiler is prepared: {}", name);
        ready_.insert(name);
        runner_.equip(name, std::move(made).value());
    } else if (gave_way(made.error())) {
        spdlog::debug("a warm compiler is prepared later: {}: {}", name, made.error().text());
        co_return Preparations::Progress::GaveWay;
    } else if (!preparations_.stopped()) {
        files_[name].clear();
        spdlog::warn("no warm compiler for {}: {}", name, made.error().text());
    }
    co_return Preparations::Progress::Done;
}

awaitable<Result<pool::RuntimeEquipment>> WarmCompilers::equipment(const Language& language,
                                                                   const std::string& headers) {
    BOOST_OUTCOME_CO_TRY(const DriverCommands commands, co_await ask_driver(language));
    pool::StepSpec step = precompile_step(language, compile_defaults(limits_, language),
                                          pool::Purpose::Equipment, include_lines(headers));
    step.argv.emplace_back("-H");
    BOOST_OUTCOME_CO_TRY(PrecompiledHeader header,
                         co_await precompile(preparations_, std::move(step), most_bytes_));
    files_[compiler_runtime(language, headers)] = files_read(header.said);
    pool::RuntimeEquipment made;
    // C's headers are read as soon as they are mapped.
    if (commands.compile.front().ends_with("plus"))
        made.file = std::make_shared<const pool::UniqueFd>(std::move(header.file));
    made.argv = commands.compile;
    made.env = step_environment(language);
    made.env.push_back("KILN_GATE_HEADERS=" + headers);
    made.env.push_back("KILN_GATE_SOURCE=" + language.source_file);
    made.env.push_back("KILN_GATE_ASSEMBLE=" + lines_of(commands.assemble));
    made.env.push_back("KILN_GATE_LINK=" + lines_of(commands.link));
    made.env.push_back("LD_BIND_NOW=1");
    made.env.push_back(std::string("LD_PRELOAD=") + KILN_GATE_LIBRARY);
    // Of a toolchain that says more than an agent can be told.
    BOOST_OUTCOME_CO_TRY(
        pool::check_runtime_words("/kiln/" + compiler_folder(language, headers), made));
    co_return made;
}

awaitable<Result<DriverCommands>> WarmCompilers::ask_driver(const Language& language) {
    std::vector<std::string> argv = single_source_command(language);
    argv.emplace_back("-###");
    pool::StepSpec step = compiler_step(language, compile_defaults(limits_, language),
                                        pool::Purpose::Equipment, std::move(argv), "");
    auto report = co_await preparations_.run(std::move(step));
    if (!report) co_return report.error();
    BOOST_OUTCOME_CO_TRY(
        check_ended_well(report.value(), "asking the compiler driver for its commands"));
    co_return parse_driver_commands(report.value().err);
}

}  // namespace kiln::engine
