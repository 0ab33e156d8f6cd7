#include "cmd/kiln/nats_settings.h"

#include <array>
#include <optional>

#include "messaging/nats/credentials.h"
#include "messaging/nats/pem.h"
#include "messaging/nats/server_url.h"
#include "pool/base/files.h"

namespace kiln::cmd {

using messaging::ServerAccess;
using pool::plain_error;
using pool::Result;

namespace {

constexpr std::array kFlags = {
    Flag{"nats-url", "NATSURL", "URL", "nats://localhost:4222",
         "where NATS is; several servers with commas; tls:// asks for TLS"},
    Flag{"nats-ca", "KILN_NATS_CA", "FILE", "",
         "TLS only, with servers whose certificates one of these signed (PEM)"},
    Flag{"nats-cert", "KILN_NATS_CERT", "FILE", "",
         "TLS only, with this certificate of ours (PEM)"},
    Flag{"nats-key", "KILN_NATS_KEY", "FILE", "", "the key of that certificate (PEM)"},
    Flag{"nats-server-name", "KILN_NATS_SERVER_NAME", "NAME", "",
         "TLS only, with servers whose certificates have this name; none: the URL's"},
    Flag{"nats-creds", "KILN_NATS_CREDS", "FILE", "",
         "credentials: a JWT and a seed, as nsc writes them"},
    Flag{"nats-nkey", "KILN_NATS_NKEY", "FILE", "", "the seed of a user's key: SU..."},
    Flag{"nats-user", "KILN_NATS_USER", "NAME", "", "a user with a password"},
    Flag{"nats-password-file", "KILN_NATS_PASSWORD_FILE", "FILE", "", "the password"},
    Flag{"nats-password", "KILN_NATS_PASSWORD", "TEXT", "", "the password itself",
         Repeat::LastCounts, From::Environment},
    Flag{"nats-token-file", "KILN_NATS_TOKEN_FILE", "FILE", "", "a token"},
    Flag{"nats-token", "KILN_NATS_TOKEN", "TEXT", "", "the token itself", Repeat::LastCounts,
         From::Environment},
};

// More is no certificate, no key and no password.
constexpr std::size_t kMostBytes = 1u << 20;

std::string label(std::string_view name) {
    for (const Flag& flag : kFlags)
        if (flag.name == name)
            return std::string(flag.variable) +
                   (flag.from == From::Anywhere ? " (--" + std::string(name) + ")" : "");
    return std::string(name);
}

// What is wrong with the file that a setting names.
pool::Error about(const Given& given, std::string_view flag, const pool::Error& error) {
    return {label(flag) + " is " + given.of(flag) + ": " + error.step, error.code, error.hint};
}

Result<std::string> text_of(const Given& given, std::string_view flag) {
    auto text = pool::read_file(given.of(flag));
    if (!text) return about(given, flag, text.error());
    if (text.value().size() > kMostBytes)
        return about(given, flag, plain_error("the file is longer than 1 MiB"));
    return text;
}

Result<void> read_tls(const Given& given, ServerAccess& access) {
    access.server_name = given.of("nats-server-name");
    if (given.has("nats-ca")) {
        BOOST_OUTCOME_TRY(access.authorities, text_of(given, "nats-ca"));
        const auto fine = messaging::check_certificates(access.authorities);
        if (!fine) return about(given, "nats-ca", fine.error());
    }
    if (given.has("nats-cert") != given.has("nats-key")) {
        const bool cert = given.has("nats-cert");
        return plain_error(label(cert ? "nats-cert" : "nats-key") + " is set and " +
                               label(cert ? "nats-key" : "nats-cert") + " is not",
                           "a certificate and its key go together: set both or none");
    }
    if (!given.has("nats-cert")) return pool::success();
    BOOST_OUTCOME_TRY(access.certificate, text_of(given, "nats-cert"));
    const auto fine = messaging::check_certificates(access.certificate);
    if (!fine) return about(given, "nats-cert", fine.error());
    BOOST_OUTCOME_TRY(access.key, text_of(given, "nats-key"));
    const auto fits = messaging::check_key(access.key, access.certificate);
    if (!fits) return about(given, "nats-key", fits.error());
    return pool::success();
}

// A secret that stands in a file or in the environment.
Result<std::string> read_secret(const Given& given, const std::string& name) {
    const std::string file = name + "-file";
    if (!given.has(file)) return given.of(name);
    if (given.has(name))
        return plain_error(label(name) + " and " + label(file) + " are both set", "one must go");
    BOOST_OUTCOME_TRY(const std::string text, text_of(given, file));
    auto secret = messaging::read_secret(text);
    if (!secret) return about(given, file, secret.error());
    return secret;
}

// The way in which we say who we are, by the setting that begins it; "" for none. More than one
// are an Error: the server would look at one of them, and nobody could say which.
Result<std::string> only_way(const Given& given) {
    std::string way;
    std::string named;
    const auto take = [&](std::string_view flag, std::string text) -> Result<void> {
        if (!named.empty())
            return plain_error(named + " and " + text + " are two ways to say who we are",
                               "keep one");
        way = flag;
        named = std::move(text);
        return pool::success();
    };
    if (given.of("nats-url").find('@') != std::string::npos) {
        BOOST_OUTCOME_TRY(take("nats-url", "the user or token in " + label("nats-url")));
    }
    for (const std::string_view flag : {"nats-creds", "nats-nkey", "nats-user"}) {
        if (!given.has(flag)) continue;
        BOOST_OUTCOME_TRY(take(flag, label(flag)));
    }
    if (given.has("nats-token") || given.has("nats-token-file")) {
        BOOST_OUTCOME_TRY(
            take("nats-token", label(given.has("nats-token") ? "nats-token" : "nats-token-file")));
    }
    return way;
}

Result<void> read_identity(const Given& given, ServerAccess& access) {
    BOOST_OUTCOME_TRY(const std::string way, only_way(given));
    BOOST_OUTCOME_TRY(access.password, read_secret(given, "nats-password"));
    access.user = given.of("nats-user");
    if (access.user.empty() != access.password.empty())
        return access.user.empty()
                   ? plain_error("a password for NATS is set and " + label("nats-user") + " is not")
                   : plain_error(
                         label("nats-user") + " is set and no password for it",
                         "set " + label("nats-password-file") + " or " + label("nats-password"));
    if (way == "nats-token") {
        BOOST_OUTCOME_TRY(access.token, read_secret(given, "nats-token"));
    }
    if (way != "nats-creds" && way != "nats-nkey") return pool::success();
    BOOST_OUTCOME_TRY(const std::string text, text_of(given, way));
    const auto read = way == "nats-creds" ? messaging::read_credentials(text, access)
                                          : messaging::read_nkey(text, access);
    if (!read) return about(given, way, read.error());
    return pool::success();
}

}  // namespace

std::span<const Flag> nats_flags() {
    return kFlags;
}

Result<ServerAccess> read_nats(const Given& given) {
    ServerAccess access;
    access.urls = given.of("nats-url");
    if (!messaging::plausible_urls(access.urls))
        return plain_error(label("nats-url") + " is no address of a server",
                           "it must be nats://HOST:PORT or tls://HOST:PORT, or several with commas "
                           "between; it is not shown, because it may hold a password");
    BOOST_OUTCOME_TRY(read_tls(given, access));
    BOOST_OUTCOME_TRY(read_identity(given, access));
    return access;
}

}  // namespace kiln::cmd
