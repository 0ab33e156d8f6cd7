#include "messaging/nats/server_access.h"

#include <cstring>

#include "messaging/nats/call_deadline.h"
#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

// Longer than the library's own limits for the steps before a handshake, two seconds each.
constexpr auto kHandshakeLimit = 5s;

const ServerAccess& access_of(void* closure) {
    return *static_cast<const ServerAccess*>(closure);
}

// The library frees what these two give it.
natsStatus give_jwt(char** jwt, char** /*error*/, void* closure) {
    *jwt = ::strdup(access_of(closure).jwt.c_str());
    return *jwt != nullptr ? NATS_OK : NATS_NO_MEMORY;
}

natsStatus sign(char** /*error*/, unsigned char** signature, int* length, const char* nonce,
                void* closure) {
    return nats_Sign(access_of(closure).seed.c_str(), nonce, signature, length);
}

natsStatus set_tls(natsOptions* options, const ServerAccess& access) {
    natsStatus status = natsOptions_SetSecure(options, true);
    if (status == NATS_OK && !access.authorities.empty())
        status = natsOptions_SetCATrustedCertificates(options, access.authorities.c_str());
    if (status == NATS_OK && !access.certificate.empty())
        status = natsOptions_SetCertificatesChain(options, access.certificate.c_str(),
                                                  access.key.c_str());
    if (status == NATS_OK && !access.server_name.empty())
        status = natsOptions_SetExpectedHostname(options, access.server_name.c_str());
    return status;
}

natsStatus set_identity(natsOptions* options, const ServerAccess& access) {
    void* const closure = const_cast<ServerAccess*>(&access);
    if (!access.jwt.empty())
        return natsOptions_SetUserCredentialsCallbacks(options, give_jwt, closure, sign, closure);
    if (!access.nkey.empty())
        return natsOptions_SetNKey(options, access.nkey.c_str(), sign, closure);
    if (!access.token.empty()) return natsOptions_SetToken(options, access.token.c_str());
    if (access.user.empty()) return NATS_OK;
    return natsOptions_SetUserInfo(options, access.user.c_str(), access.password.c_str());
}

const char* advice_for(natsStatus status) {
    switch (status) {
        case NATS_CONNECTION_AUTH_FAILED:
        case NATS_NOT_PERMITTED:
            return "the server refuses who we say we are: look at the KILN_NATS_ settings";
        case NATS_SECURE_CONNECTION_WANTED:
            return "the server speaks no TLS, and the settings ask for it";
        case NATS_SSL_ERROR:
            return "look at KILN_NATS_CA, and at KILN_NATS_CERT if the server asks for one";
        default:
            return "is a nats-server running there? NATSURL names another";
    }
}

// Of the library's texts only those about TLS: others quote the URL.
std::string words_for(natsStatus status) {
    natsStatus last = NATS_OK;
    const char* const text = nats_GetLastError(&last);
    if (status != NATS_SSL_ERROR || last != status || text == nullptr || *text == '\0') return {};
    return ": " + loggable_error(text);
}

}  // namespace

bool ServerAccess::wants_tls() const {
    return !authorities.empty() || !certificate.empty() || !server_name.empty() ||
           urls.find("tls://") != urls.npos;
}

natsStatus set_access(natsOptions* options, const std::vector<std::string>& urls,
                      const ServerAccess& access) {
    std::vector<const char*> servers;
    for (const std::string& url : urls) servers.push_back(url.c_str());
    natsStatus status =
        natsOptions_SetServers(options, servers.data(), static_cast<int>(servers.size()));
    if (status == NATS_OK && access.wants_tls()) status = set_tls(options, access);
    if (status == NATS_OK) status = set_identity(options, access);
    return status;
}

pool::Result<ConnectionHandle> connect(natsOptions* options, const ServerAccess& access) {
    natsConnection* raw = nullptr;
    natsStatus status = NATS_OK;
    std::string words;
    {
        CallDeadline deadline;
        deadline.arm(kHandshakeLimit);
        status = natsConnection_Connect(&raw, options);
        words = words_for(status);
    }
    ConnectionHandle connection(raw);
    if (status == NATS_OK) return connection;
    pool::Error error =
        nats_error(status, "connect to " + without_credentials(access.urls), advice_for(status));
    error.step += words;
    return error;
}

}  // namespace kiln::messaging
