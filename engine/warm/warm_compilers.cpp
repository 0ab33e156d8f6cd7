#include "engine/warm/warm_compilers.h"

#include <fcntl.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <cerrno>
#include <exception>
#include <sstream>

#include "engine/catalogue/argv_template.h"
#include "engine/plan.h"
#include "pool/base/log.h"
#include "pool/base/memfd.h"
#include "pool/protocol/gate_environment.h"
#include "pool/protocol/preamble.h"

namespace kiln::engine {

using boost::asio::awaitable;
using pool::Result;

namespace {

// <bits/stdc++.h> takes seconds and a hundred megabytes.
constexpr std::chrono::seconds kPatience{60};
constexpr std::uint64_t kMostHeaderBytes = 256ull << 20;
constexpr std::uint64_t kPrecompileMemory = 1024ull << 20;

std::string lines_of(const std::vector<std::string>& words) {
    std::string lines;
    for (const std::string& word : words) lines += (lines.empty() ? "" : "\n") + word;
    return lines;
}

pool::StepSpec step_of(const Language& language, std::vector<std::string> argv, std::string source) {
    pool::StepSpec spec;
    spec.argv = std::move(argv);
    spec.env = step_environment(language, {});
    pool::StepFile file;
    file.name = language.source_file;
    file.content = std::move(source);
    spec.files.push_back(std::move(file));
    spec.limits.wall = spec.limits.cpu = kPatience;
    spec.limits.memory_bytes = kPrecompileMemory;
    spec.limits.file_bytes = kMostHeaderBytes;
    return spec;
}

Result<void> check(const pool::StepReport& report, const char* what) {
    if (report.exit_code == 0 && report.cut == pool::Cut::None) return pool::success();
    return pool::plain_error(std::string(what) + " failed: " + report.err.substr(0, 500));
}

}  // namespace

std::string compiler_runtime(const Language& language, const std::string& headers) {
    return language.name + ":" + headers;
}

std::string include_lines(const std::string& headers) {
    std::string text;
    std::istringstream in(headers);
    for (std::string header; std::getline(in, header, ',');) text += "#include <" + header + ">\n";
    return text;
}

std::vector<std::string> single_source_command(const Language& language) {
    ArgvValues values;
    values.source = language.source_file;
    values.sources = {language.source_file};
    values.program = language.artifacts.front();
    return expand_argv(language.compile_argv, values);
}

WarmCompilers::WarmCompilers(boost::asio::any_io_executor executor, StepRunner& runner,
                             std::function<void()> on_idle)
    : executor_(std::move(executor)), runner_(runner), on_idle_(std::move(on_idle)) {}

std::string WarmCompilers::runtime_for(const Language& language, const Job& job) {
    // The longest preamble that fits spares most.
    const std::string* best = nullptr;
    unsigned most = 0;
    for (const std::string& headers : language.warm_headers) {
        kiln_preamble preamble{};
        if (!runner_.has_runtime(compiler_runtime(language, headers)) ||
            kiln_has_preamble(job.code.data(), job.code.size(), headers.c_str(), &preamble) == 0 ||
            preamble.count <= most)
            continue;
        best = &headers;
        most = preamble.count;
    }
    if (best == nullptr) return {};
    want(language, *best);
    return compiler_runtime(language, *best);
}

void WarmCompilers::want(const Language& language, const std::string& headers) {
    if (stopped_ || !asked_.insert(compiler_runtime(language, headers)).second) return;
    queue_.push_back({&language, headers});
    if (!busy()) begin_next();
}

void WarmCompilers::begin_next() {
    if (queue_.empty() || stopped_) {
        canceller_.reset();
        on_idle_();
        return;
    }
    canceller_ = std::make_shared<Canceller>();
    Wanted wanted = std::move(queue_.front());
    queue_.pop_front();
    boost::asio::co_spawn(executor_, prepare(std::move(wanted)),
                          [this](const std::exception_ptr& trouble) {
                              if (trouble) std::rethrow_exception(trouble);
                              begin_next();
                          });
}

void WarmCompilers::stop() {
    stopped_ = true;
    queue_.clear();
    if (!canceller_) return;
    canceller_->requested = true;
    if (canceller_->cancel) canceller_->cancel();
}

// ---- preparing one -----------------------------------------------------------------------------

awaitable<void> WarmCompilers::prepare(Wanted wanted) {
    const std::string name = compiler_runtime(*wanted.language, wanted.headers);
    auto made = co_await equipment(wanted);
    if (made) {
        spdlog::info("a warm compiler is prepared: {}", name);
        runner_.equip(name, std::move(made).value());
    } else if (!stopped_) {
        spdlog::warn("no warm compiler for {}: {}", name, made.error().text());
    }
}

awaitable<Result<pool::RuntimeEquipment>> WarmCompilers::equipment(const Wanted& wanted) {
    const Language& language = *wanted.language;
    BOOST_OUTCOME_CO_TRY(const DriverCommands commands, co_await ask_driver(language));
    pool::RuntimeEquipment made;
    if (commands.compile.front().ends_with("plus")) {
        BOOST_OUTCOME_CO_TRY(made.file, co_await precompile(wanted));
    }
    made.argv = commands.compile;
    made.env = step_environment(language, {});
    made.env.push_back("KILN_GATE_HEADERS=" + wanted.headers);
    made.env.push_back("KILN_GATE_SOURCE=" + language.source_file);
    made.env.push_back("KILN_GATE_ASSEMBLE=" + lines_of(commands.assemble));
    made.env.push_back("KILN_GATE_LINK=" + lines_of(commands.link));
    made.env.push_back("LD_BIND_NOW=1");
    made.env.push_back(std::string("LD_PRELOAD=") + KILN_GATE_LIBRARY);
    co_return made;
}

awaitable<Result<DriverCommands>> WarmCompilers::ask_driver(const Language& language) {
    std::vector<std::string> argv = single_source_command(language);
    argv.push_back("-###");
    auto report = co_await run(step_of(language, std::move(argv), ""));
    if (!report) co_return report.error();
    BOOST_OUTCOME_CO_TRY(check(report.value(), "asking the compiler driver for its commands"));
    co_return parse_driver_commands(report.value().err);
}

// The header is larger than a cell's file systems: it is written to memory of ours, which the cell
// has as its standard input, and then copied and sealed.
awaitable<Result<std::shared_ptr<const pool::UniqueFd>>> WarmCompilers::precompile(
    const Wanted& wanted) {
    const Language& language = *wanted.language;
    std::vector<std::string> argv;
    for (const std::string& word : single_source_command(language)) {
        if (word == language.source_file || word == "-pipe") continue;
        argv.push_back(word == language.artifacts.front() ? "/proc/self/fd/0" : word);
    }
    argv.insert(argv.end(), {"-x", "c++-header", language.source_file});
    pool::StepSpec spec = step_of(language, std::move(argv), include_lines(wanted.headers));
    BOOST_OUTCOME_CO_TRY(pool::UniqueFd draft, pool::open_memfd("precompiled-header"));
    spec.stdin_fd.reset(::fcntl(draft.get(), F_DUPFD_CLOEXEC, 0));
    if (!spec.stdin_fd.valid()) co_return pool::errno_error("hand out a memory file");
    auto report = co_await run(std::move(spec));
    if (!report) co_return report.error();
    BOOST_OUTCOME_CO_TRY(check(report.value(), "precompiling the headers"));
    BOOST_OUTCOME_CO_TRY(pool::UniqueFd sealed, pool::sealed_copy("precompiled-header", draft.get(),
                                                                  kMostHeaderBytes));
    co_return std::make_shared<const pool::UniqueFd>(std::move(sealed));
}

awaitable<Result<pool::StepReport>> WarmCompilers::run(pool::StepSpec spec) {
    const auto end_before = pool::Clock::now() + kPatience;
    co_return co_await runner_.run(std::move(spec), end_before, canceller_);
}

}  // namespace kiln::engine
