#include "cmd/kiln/nats_settings.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>

#include "cmd/kiln/secret_environment.h"

namespace kiln::cmd {
namespace {

constexpr const char* kSeed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";

class TextFile {
  public:
    explicit TextFile(const std::string& text) {
        std::string name = std::filesystem::temp_directory_path() / "test-of-kiln-XXXXXX";
        const int fd = ::mkstemp(name.data());
        REQUIRE(fd >= 0);
        std::FILE* file = ::fdopen(fd, "w");
        std::fwrite(text.data(), 1, text.size(), file);
        std::fclose(file);
        path = name;
    }
    ~TextFile() { std::filesystem::remove(path); }
    TextFile(const TextFile&) = delete;
    TextFile& operator=(const TextFile&) = delete;

    std::string path;
};

pool::Result<messaging::ServerAccess> read(const std::vector<std::string>& args) {
    std::vector<const char*> words;
    for (const std::string& arg : args) words.push_back(arg.c_str());
    const auto given = parse_flags(nats_flags(), words, Words::Mixed);
    if (!given) return given.error();
    return read_nats(given.value());
}

// The complaint holds each of these.
void check_complaint(const std::vector<std::string>& args, const std::vector<std::string>& parts) {
    const auto access = read(args);
    REQUIRE(access.has_error());
    for (const std::string& part : parts)
        CHECK_MESSAGE(access.error().text().find(part) != std::string::npos, access.error().text());
}

TEST_CASE("nothing said is a server on this host, without TLS and as nobody") {
    const auto access = read({});
    REQUIRE(access.has_value());
    CHECK(access.value().urls == "nats://localhost:4222");
    CHECK_FALSE(access.value().wants_tls());
    CHECK(access.value().user.empty());
}

TEST_CASE("a password and a token come from a file, or from the environment and then leave it") {
    const TextFile file("secret\n");
    CHECK(read({"--nats-user=me", "--nats-password-file", file.path}).value().password == "secret");
    CHECK(read({"--nats-token-file", file.path}).value().token == "secret");
    ::setenv("KILN_NATS_TOKEN", "from the environment", 1);
    CHECK(read({}).value().token == "from the environment");
    CHECK(::getenv("KILN_NATS_TOKEN") == nullptr);
    ::setenv("KILN_NATS_PASSWORD", "word", 1);
    ::setenv("KILN_NATS_USER", "me", 1);
    CHECK(read({}).value().password == "word");
    ::unsetenv("KILN_NATS_USER");
    CHECK(::getenv("KILN_NATS_PASSWORD") == nullptr);
}

TEST_CASE("a secret on the command line is refused and not told") {
    for (const char* flag : {"--nats-token", "--nats-password"}) {
        const auto access = read({std::string(flag) + "=canary"});
        REQUIRE(access.has_error());
        CHECK(access.error().text().find(std::string(flag) + "-file") != std::string::npos);
        CHECK(access.error().text().find("canary") == std::string::npos);
    }
}

TEST_CASE("TLS is wanted where a URL or a certificate says so") {
    CHECK(read({"--nats-url", "nats://a,tls://b"}).value().wants_tls());
    CHECK(read({"--nats-server-name", "b"}).value().wants_tls());
}

TEST_CASE("what is named must be there and be what it should be") {
    const TextFile file("no certificate");
    for (const char* flag : {"nats-ca", "nats-creds", "nats-nkey", "nats-token-file"})
        check_complaint({"--" + std::string(flag), "/no/such/file"},
                        {"(--" + std::string(flag) + ")", "/no/such/file", "No such file"});
    check_complaint({"--nats-ca", file.path}, {"KILN_NATS_CA", file.path, "BEGIN CERTIFICATE"});
    check_complaint({"--nats-nkey", file.path}, {"KILN_NATS_NKEY", "seed"});
    check_complaint({"--nats-creds", file.path}, {"KILN_NATS_CREDS", "no JWT"});
    check_complaint({"--nats-cert", file.path, "--nats-key", file.path},
                    {"KILN_NATS_CERT", "BEGIN CERTIFICATE"});
    check_complaint({"--nats-url", "http://me:canary@host"}, {"NATSURL (--nats-url)", "tls://"});
    const TextFile large(std::string((1u << 20) + 1, 'x'));
    check_complaint({"--nats-ca", large.path}, {"longer than 1 MiB"});
}

TEST_CASE("what belongs together comes together") {
    check_complaint({"--nats-cert", "/c"}, {"KILN_NATS_CERT", "KILN_NATS_KEY (--nats-key) is not"});
    check_complaint({"--nats-key", "/k"}, {"KILN_NATS_KEY", "KILN_NATS_CERT (--nats-cert) is not"});
    check_complaint({"--nats-user", "me"}, {"KILN_NATS_USER", "KILN_NATS_PASSWORD_FILE"});
    const TextFile file("secret");
    check_complaint({"--nats-password-file", file.path}, {"KILN_NATS_USER (--nats-user) is not"});
}

TEST_CASE("there is one way to say who we are") {
    const TextFile secret("canary");
    const TextFile seed(kSeed);
    const std::string token = "--nats-token-file=" + secret.path;
    const std::vector<std::string> user = {"--nats-user=me", "--nats-password-file=" + secret.path};
    check_complaint({user[0], user[1], token}, {"KILN_NATS_USER", "KILN_NATS_TOKEN_FILE", "keep"});
    check_complaint({"--nats-nkey=" + seed.path, token},
                    {"KILN_NATS_NKEY", "KILN_NATS_TOKEN_FILE"});
    check_complaint({"--nats-nkey=" + seed.path, "--nats-creds=x"}, {"NKEY", "KILN_NATS_CREDS"});
    check_complaint({"--nats-url=nats://me:canary@host", token},
                    {"the user or token in NATSURL", "KILN_NATS_TOKEN_FILE"});
    CHECK(read({"--nats-nkey=" + seed.path}).value().seed == kSeed);
    ::setenv("KILN_NATS_TOKEN", "canary", 1);
    check_complaint({token}, {"KILN_NATS_TOKEN and", "KILN_NATS_TOKEN_FILE", "both set"});
}

TEST_CASE("credentials in a command line are overwritten, all else stays") {
    const auto hidden = [](std::string word) {
        hide_credentials(word.data());
        return word;
    };
    CHECK(hidden("nats://me:word@host:1") == "nats://*******@host:1");
    CHECK(hidden("--nats-url=nats://t@h") == "--nats-url=nats://*@h");
    CHECK(hidden("--nats-url=me:word@h") == "--nats-url=*******@h");
    CHECK(hidden("me:word@h") == "*******@h");
    CHECK(hidden("tls://a:b@c,tls://d:e@f") == "tls://***************@f");
    CHECK(hidden("--nats-url=nats://h:1") == "--nats-url=nats://h:1");
    CHECK(hidden("serve") == "serve");
}

}  // namespace
}  // namespace kiln::cmd
