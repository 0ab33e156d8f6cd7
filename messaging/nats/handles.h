#pragma once

#include <nats/nats.h>

#include <memory>
#include <string>

#include "pool/base/result.h"

namespace kiln::messaging {

// Sole owners of the client library's objects.
template <typename T, void (*Destroy)(T*)>
struct NatsDeleter {
    void operator()(T* object) const { Destroy(object); }
};

template <typename T, void (*Destroy)(T*)>
using NatsHandle = std::unique_ptr<T, NatsDeleter<T, Destroy>>;

using OptionsHandle = NatsHandle<natsOptions, natsOptions_Destroy>;
using ConnectionHandle = NatsHandle<natsConnection, natsConnection_Destroy>;
using SubscriptionHandle = NatsHandle<natsSubscription, natsSubscription_Destroy>;
using MessageHandle = NatsHandle<natsMsg, natsMsg_Destroy>;
using InboxHandle = NatsHandle<natsInbox, natsInbox_Destroy>;

// An Error for what the library answered. Its own error texts are left out: some quote the URL,
// which may hold a password.
[[nodiscard]] inline pool::Error nats_error(natsStatus status, std::string step,
                                            std::string hint = {}) {
    return pool::plain_error(std::move(step) + ": " + natsStatus_GetText(status), std::move(hint));
}

}  // namespace kiln::messaging
