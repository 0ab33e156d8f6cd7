#include "pool/runtime_words.h"

#include <cstring>
#include <vector>

namespace kiln::pool {

namespace {

// The agent has one place in its environment more, for the gate's own variable.
constexpr std::size_t kMostWords = KILN_MAX_RUNTIME_WORDS;
constexpr std::size_t kMostVariables = KILN_MAX_RUNTIME_WORDS - 1;

Result<void> check_count(const std::vector<std::string>& words, std::size_t most,
                         const char* what) {
    if (words.size() <= most) return success();
    return plain_error("a warm runtime would be started with " + std::to_string(words.size()) +
                           " words of " + what,
                       "at most " + std::to_string(most));
}

// NUL-terminated, one after another.
Result<void> put(const std::vector<std::string>& words, std::size_t& used, kiln_runtime& request) {
    for (const std::string& word : words) {
        if (word.empty() || word.find('\0') != word.npos)
            return plain_error(
                "a warm runtime would be started with an empty word or a NUL in one");
        if (used + word.size() + 1 > sizeof request.words)
            return plain_error("the words a warm runtime would be started with are too long",
                               "command and environment have at most " +
                                   std::to_string(sizeof request.words) + " bytes together");
        std::memcpy(request.words + used, word.c_str(), word.size() + 1);
        used += word.size() + 1;
    }
    return success();
}

}  // namespace

Result<void> put_runtime_words(const std::string& directory, const RuntimeEquipment& start,
                               kiln_runtime& request) {
    if (start.argv.empty()) return plain_error("a warm runtime would be started with no command");
    BOOST_OUTCOME_TRY(check_count(start.argv, kMostWords, "its command"));
    BOOST_OUTCOME_TRY(check_count(start.env, kMostVariables, "its environment"));
    std::size_t used = 0;
    BOOST_OUTCOME_TRY(put({directory}, used, request));
    BOOST_OUTCOME_TRY(put(start.argv, used, request));
    BOOST_OUTCOME_TRY(put(start.env, used, request));
    request.argc = static_cast<std::uint32_t>(start.argv.size());
    request.envc = static_cast<std::uint32_t>(start.env.size());
    return success();
}

Result<void> check_runtime_words(const std::string& directory, const RuntimeEquipment& start) {
    kiln_runtime request{};
    return put_runtime_words(directory, start, request);
}

}  // namespace kiln::pool
