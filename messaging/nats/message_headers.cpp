#include "messaging/nats/message_headers.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace kiln::messaging {

namespace {

struct Free {
    void operator()(const char** array) const { std::free(static_cast<void*>(array)); }
};
// The library's array, which is the caller's to free; the strings in it are the message's.
using Strings = std::unique_ptr<const char*[], Free>;

struct Named {
    const char* name = nullptr;
    std::vector<const char*> values;
    std::size_t bytes = 0;
};

Named named(natsMsg* message, const char* name) {
    Named header{name, {}, std::strlen(name)};
    const char** raw = nullptr;
    int count = 0;
    if (natsMsgHeader_Values(message, name, &raw, &count) != NATS_OK) return header;
    const Strings values(raw);
    for (const char* value : std::span(values.get(), static_cast<std::size_t>(count))) {
        if (value == nullptr) continue;
        header.values.push_back(value);
        header.bytes += std::strlen(value);
    }
    return header;
}

}  // namespace

Headers headers_of(natsMsg* message) {
    Headers headers;
    const char** raw = nullptr;
    int count = 0;
    if (natsMsgHeader_Keys(message, &raw, &count) != NATS_OK) return headers;
    const Strings names(raw);
    std::vector<Named> all;
    for (const char* name : std::span(names.get(), static_cast<std::size_t>(count)))
        all.push_back(named(message, name));
    std::ranges::sort(all, {}, &Named::bytes);
    for (const Named& each : all)
        for (const char* value : each.values)
            if (!headers.add(each.name, value)) return headers;
    return headers;
}

}  // namespace kiln::messaging
