#pragma once

#include <string>
#include <vector>

#include "messaging/nats/handles.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// Which NATS servers we go to, how we know that they are the right ones, and who we are to them.
// Everything is text, not paths: an engine that has dropped its privileges can read no file of its
// operator's when it connects again.
struct ServerAccess {
    std::string urls = "nats://localhost:4222";  // several: comma-separated; may hold credentials

    // Where one of these is given, or a URL says tls://, nothing but TLS is spoken.
    std::string authorities;  // certificates in PEM that servers' are signed by; "": the host's
    std::string certificate;  // ours with its chain, in PEM
    std::string key;          // the certificate's, in PEM
    std::string server_name;  // that servers' certificates must have; "": the one in the URL

    // One way at most, where the URL has none.
    std::string user;
    std::string password;
    std::string token;
    std::string jwt;   // with a seed: what the server says is signed
    std::string nkey;  // the same without a JWT: the seed's public key
    std::string seed;

    [[nodiscard]] bool wants_tls() const;
};

// Makes connections with `options` be made so, to `urls`. `access` must outlive them.
[[nodiscard]] natsStatus set_access(natsOptions* options, const std::vector<std::string>& urls,
                                    const ServerAccess& access);

// natsConnection_Connect(), blocking for some seconds a server at most, also where one falls
// silent in the middle of a TLS handshake, for which the library would wait without end. The Error
// says what went wrong with the last server, and nothing that is secret.
[[nodiscard]] pool::Result<ConnectionHandle> connect(natsOptions* options,
                                                     const ServerAccess& access);

}  // namespace kiln::messaging
