#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// The source of each job: always the same, or never the same twice.
class SourceText {
  public:
    // The word that stands for the number in a source that says itself where it belongs.
    static constexpr const char* kNumberWord = "UNIQUE_NUMBER";

    enum class Each { Same, Unique };

    // Unique takes `code` with each kNumberWord replaced by a number, or, where it has none, with
    // a comment at its end: an Error if Kiln knows no comment of `language` (a catalogue's name).
    // Numbers count up from `first`; a random one differs from those of other runs.
    [[nodiscard]] static pool::Result<SourceText> make(std::string code, std::string_view language,
                                                       Each each, std::uint64_t first);
    SourceText(SourceText&& other) noexcept
        : code_(std::move(other.code_)), each_(other.each_), number_(other.number_.load()) {}

    // For one job. Any thread.
    [[nodiscard]] std::string next();

  private:
    SourceText(std::string code, Each each, std::uint64_t first)
        : code_(std::move(code)), each_(each), number_(first) {}

    std::string code_;
    Each each_;
    std::atomic<std::uint64_t> number_;
};

// A program that prints "hello" and a line end, in a language of the catalogue. The Error says
// that there is none.
[[nodiscard]] pool::Result<std::string> hello_world(std::string_view language);

}  // namespace kiln::cmd::benchmark
