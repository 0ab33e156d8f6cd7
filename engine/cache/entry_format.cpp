#include "engine/cache/entry_format.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <utility>

#include "pool/base/memfd.h"

namespace kiln::engine {
namespace {

constexpr std::string_view kMagic = "kilnprg1";
constexpr std::size_t kHeader = kMagic.size() + sizeof(std::uint64_t);

std::uint64_t checksum(std::string_view bytes) {
    return std::hash<std::string_view>{}(bytes);
}

void put_number(std::string& to, std::uint64_t number) {
    to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put_text(std::string& to, std::string_view text) {
    put_number(to, text.size());
    to += text;
}

void put_optional(std::string& to, std::optional<std::uint64_t> number) {
    put_number(to, number ? 1 : 0);
    put_number(to, number.value_or(0));
}

pool::Result<std::string> content_of(const pool::Artifact& artifact) {
    const off_t size = ::lseek(artifact.fd.get(), 0, SEEK_END);
    if (size < 0) return pool::errno_error("seek in an artefact");
    std::string content(static_cast<std::size_t>(size), '\0');
    for (std::size_t at = 0; at < content.size();) {
        const ssize_t got = ::pread(artifact.fd.get(), content.data() + at, content.size() - at,
                                    static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return pool::errno_error("read an artefact");
        at += static_cast<std::size_t>(got);
    }
    return content;
}

// Takes fields off the front; once one does not fit, all that follow are empty.
class Fields {
  public:
    explicit Fields(std::string_view bytes) : left_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        const std::string_view bytes = take(sizeof value);
        if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string_view text() { return take(number()); }
    std::optional<std::uint64_t> optional() {
        const bool present = number() != 0;
        const std::uint64_t value = number();
        return present ? std::optional(value) : std::nullopt;
    }
    [[nodiscard]] bool damaged() const { return damaged_; }
    [[nodiscard]] bool at_end() const { return left_.empty() && !damaged_; }

  private:
    std::string_view take(std::uint64_t size) {
        if (size > left_.size()) damaged_ = true;
        if (damaged_) return {};
        const std::string_view taken = left_.substr(0, size);
        left_.remove_prefix(size);
        return taken;
    }

    std::string_view left_;
    bool damaged_ = false;
};

pool::Error damaged(const char* how) {
    return pool::errno_error(EBADMSG, std::string("read a cached program: ") + how);
}

StepOutcome take_step(Fields& fields) {
    using std::chrono::microseconds;
    StepOutcome step;
    step.out = fields.text();
    step.err = fields.text();
    step.merged = fields.text();
    step.wall = microseconds(fields.number());
    if (const auto cpu = fields.optional()) step.cpu = microseconds(*cpu);
    step.memory_peak_kb = fields.optional();
    step.container = fields.text();
    step.exit_code = 0;
    return step;
}

}  // namespace

pool::Result<std::string> encode_entry(const std::string& key, const CompileResult& result) {
    const StepOutcome& step = result.step;
    std::string fields;
    put_text(fields, key);
    for (const std::string* stream : {&step.out, &step.err, &step.merged}) {
        put_text(fields, *stream);
    }
    put_number(fields, static_cast<std::uint64_t>(step.wall.count()));
    std::optional<std::uint64_t> cpu;
    if (step.cpu) cpu = static_cast<std::uint64_t>(step.cpu->count());
    put_optional(fields, cpu);
    put_optional(fields, step.memory_peak_kb);
    put_text(fields, step.container);
    put_number(fields, result.artifacts.size());
    for (const pool::Artifact& artifact : result.artifacts) {
        BOOST_OUTCOME_TRY(const std::string content, content_of(artifact));
        put_text(fields, artifact.name);
        put_text(fields, content);
    }
    std::string bytes(kMagic);
    put_number(bytes, checksum(fields));
    return bytes + fields;
}

pool::Result<std::optional<CompileResult>> decode_entry(std::string_view bytes,
                                                        std::string_view key) {
    if (bytes.size() < kHeader || !bytes.starts_with(kMagic)) return damaged("no header");
    Fields header(bytes.substr(kMagic.size(), sizeof(std::uint64_t)));
    bytes.remove_prefix(kHeader);
    if (header.number() != checksum(bytes)) return damaged("its checksum does not fit");
    Fields fields(bytes);
    if (fields.text() != key) return std::optional<CompileResult>{};
    CompileResult result;
    result.step = take_step(fields);
    const std::uint64_t count = fields.number();
    for (std::uint64_t i = 0; i < count && !fields.damaged(); ++i) {
        pool::Artifact artifact;
        artifact.name = fields.text();
        const std::string_view content = fields.text();
        artifact.size = content.size();
        BOOST_OUTCOME_TRY(artifact.fd, pool::sealed_memfd("artifact", content));
        result.artifacts.push_back(std::move(artifact));
    }
    if (!fields.at_end()) return damaged("its fields do not fit");
    return std::optional(std::move(result));
}

}  // namespace kiln::engine
