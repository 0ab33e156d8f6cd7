#include "messaging/nats/credentials.h"

#include "messaging/nats/nkey.h"

namespace kiln::messaging {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

// The line that follows one of dashes which says "BEGIN" and `what`; empty if there is none.
std::string_view section(std::string_view text, std::string_view what) {
    bool begun = false;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (line.starts_with("---")) {
            begun = line.find("BEGIN") != line.npos && line.find(what) != line.npos;
        } else if (begun && !line.empty()) {
            return line;
        }
    }
    return {};
}

}  // namespace

pool::Result<void> read_credentials(std::string_view text, ServerAccess& access) {
    access.jwt = section(text, "USER JWT");
    if (access.jwt.empty())
        return pool::plain_error("there is no JWT in it",
                                 "it must be as nsc writes it: -----BEGIN NATS USER JWT-----");
    access.seed = section(text, "NKEY SEED");
    if (access.seed.empty())
        return pool::plain_error("there is no seed in it",
                                 "it must be as nsc writes it: -----BEGIN USER NKEY SEED-----");
    BOOST_OUTCOME_TRY(user_key_of(access.seed));
    return pool::success();
}

pool::Result<void> read_nkey(std::string_view text, ServerAccess& access) {
    access.seed = section(text, "NKEY SEED");
    if (access.seed.empty()) access.seed = trimmed(text);
    BOOST_OUTCOME_TRY(access.nkey, user_key_of(access.seed));
    return pool::success();
}

pool::Result<std::string> read_secret(std::string_view text) {
    const std::string_view line = trimmed(text);
    if (line.empty()) return pool::plain_error("it is empty", "it must hold one line: the secret");
    if (line.find_first_of(std::string_view("\n\r\0", 3)) != line.npos)
        return pool::plain_error("it has several lines", "it must hold one: the secret");
    return std::string(line);
}

}  // namespace kiln::messaging
