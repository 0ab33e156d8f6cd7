#include "engine/warm/learnt_preambles.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "engine/warm/precompile.h"
#include "pool/base/log.h"
#include "pool/protocol/preamble.h"

namespace kiln::engine {

using boost::asio::awaitable;

namespace {

constexpr unsigned kLearntAt = 2;  // sightings
constexpr std::size_t kMostSightings = 4096;
constexpr std::size_t kMostText = 4096;     // of a preamble, in bytes
constexpr std::uint64_t kLargestShare = 4;  // of the bytes, as in the stores
constexpr int kRestFactor = 4;              // the fifth of the time

// A compiler without it would take longer than this.
constexpr std::chrono::milliseconds kHeaderPatience{1000};

// GCC looks for NAME.gch beside NAME. The input is the cell's own way to what we hand over.
constexpr const char* kHeader = ".kiln-preamble.h";
constexpr const char* kPrecompiled = ".kiln-preamble.h.gch";
constexpr const char* kInput = "/proc/self/fd/0";
// Read only if the compiler does not take the precompiled one.
constexpr const char* kHeaderText = "#error this precompiled header is not the compiler's\n";

std::string text_of(const std::string& source, const kiln_directives& leading) {
    std::string text;
    for (unsigned i = 0; i < leading.count; ++i)
        text.append(source, leading.each[i].at, leading.each[i].size).push_back('\n');
    return text;
}

void blank(std::string& source, std::size_t end) {
    std::replace_if(
        source.begin(), source.begin() + static_cast<std::ptrdiff_t>(end),
        [](char c) { return c != '\n'; }, ' ');
}

pool::StepFile file_of(const char* name, const char* content, bool link) {
    pool::StepFile file;
    file.name = name;
    file.content = content;
    file.link = link;
    return file;
}

std::uint64_t most_of_one(const CacheConfig& config) {
    return std::min(config.memory_bytes,
                    config.directory.valid() ? config.disk_bytes : config.memory_bytes) /
           kLargestShare;
}

}  // namespace

LearntPreambles::LearntPreambles(boost::asio::any_io_executor executor, CacheConfig config,
                                 Preparations& preparations, LimitPolicy limits, Now now)
    : most_bytes_(most_of_one(config)),
      store_(std::move(executor), std::move(config)),
      preparations_(preparations),
      limits_(std::move(limits)),
      now_(std::move(now)) {}

pool::StepSpec LearntPreambles::learning_step(const Language& language, std::string text) const {
    return precompile_step(language, compile_defaults(limits_, language), pool::Purpose::Learning,
                           std::move(text));
}

awaitable<bool> LearntPreambles::apply(const Language& language, const std::string& version,
                                       pool::StepSpec& step, pool::Clock::time_point deadline) {
    if (most_bytes_ == 0 || step.files.size() != 1) co_return false;
    std::string& source = step.files.front().content;
    kiln_directives leading{};
    if (kiln_leading_directives(source.data(), source.size(), &leading) == 0) co_return false;
    std::string text = text_of(source, leading);
    if (text.size() > kMostText) co_return false;
    std::string key = store_.key_of(language, version, learning_step(language, text));
    if (key.empty()) co_return false;

    auto found = co_await store_.find(key, deadline, kHeaderPatience);
    if (!found) {
        if (due_to_be_learnt(key)) {
            learning_ = true;
            preparations_.add([this, &language, key = std::move(key), text = std::move(text)] {
                return learn(language, key, text);
            });
        }
        co_return false;
    }
    blank(source, leading.end);
    step.argv.insert(step.argv.end(), {"-include", kHeader});
    step.files.push_back(file_of(kHeader, kHeaderText, false));
    step.files.push_back(file_of(kPrecompiled, kInput, true));
    step.stdin_fd = std::move(found->artifacts.front().fd);
    co_return true;
}

bool LearntPreambles::due_to_be_learnt(const std::string& key) {
    const std::size_t hash = std::hash<std::string>{}(key);
    const auto [at, is_new] = sightings_.try_emplace(hash);
    Sighting& sighting = at->second;
    if (is_new) {
        order_.push_back(hash);
        if (order_.size() > kMostSightings) {
            sightings_.erase(order_.front());
            order_.pop_front();
        }
    }
    if (++sighting.times < kLearntAt || sighting.hopeless) return false;
    return !learning_ && !preparations_.stopped() && now_() >= rested_;
}

// One that gave way is not done again by itself, but when the preamble is seen the next time, and not
// before a pause: by then others may be sent.
awaitable<Preparations::Progress> LearntPreambles::learn(const Language& language, std::string key,
                                                         std::string text) {
    const auto began = now_();
    auto header =
        co_await precompile(preparations_, learning_step(language, std::move(text)), most_bytes_);
    pool::Result<void> kept = pool::success();
    if (!header) {
        kept = header.error();
    } else if (!header.value().said.empty()) {
        kept = pool::plain_error("the compiler has words about it, which each job must get");
    } else {
        kept = keep(key, std::move(header).value());
    }
    const auto now = now_();
    const bool cut = !header && gave_way(header.error());
    cuts_ = cut ? cuts_ + 1 : 0;
    rested_ = now + (cut ? pause_after(cuts_) : kRestFactor * (now - began));
    learning_ = false;
    if (cut)
        spdlog::debug("a preamble of {} is learnt later: {}", language.name, header.error().text());
    if (preparations_.stopped() || cut) co_return Preparations::Progress::Done;
    const auto sighting = sightings_.find(std::hash<std::string>{}(key));
    if (sighting != sightings_.end()) sighting->second = {0, !kept};
    if (!kept)
        spdlog::debug("a preamble of {} is not learnt: {}", language.name, kept.error().text());
    co_return Preparations::Progress::Done;
}

pool::Result<void> LearntPreambles::keep(const std::string& key, PrecompiledHeader header) {
    CompileResult result;
    result.step.exit_code = 0;
    pool::Artifact file;
    file.name = "header";
    file.fd = std::move(header.file);
    file.size = header.size;
    result.artifacts.push_back(std::move(file));
    store_.keep(key, result);
    spdlog::info("a preamble is learnt: {} bytes, {} of them", header.size, store_.entries());
    return pool::success();
}

bool holds_without(const pool::StepReport& report) {
    if (report.cut == pool::Cut::WallTime || report.cut == pool::Cut::Cpu ||
        report.cut == pool::Cut::Cancelled)
        return true;
    return report.cut == pool::Cut::None && report.exit_code == 0 && report.out.empty() &&
           report.err.empty() && !report.output_limit_hit && report.artifact_error.empty();
}

}  // namespace kiln::engine
