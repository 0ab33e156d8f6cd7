#include "messaging/reception.h"

#include <utility>

#include "messaging/dispatcher.h"
#include "messaging/front_desk.h"

namespace kiln::messaging {

namespace {

// What a job holds on its way to the engine.
std::size_t bytes_of(const engine::Job& job) {
    std::size_t bytes = sizeof job + job.code.size() + job.stdin_bytes.size();
    for (const auto& file : job.files) bytes += file.name.size() + file.content.size();
    for (const auto& arg : job.args) bytes += arg.size() + sizeof arg;
    for (const auto& [name, value] : job.env) bytes += name.size() + value.size() + sizeof name;
    return bytes;
}

}  // namespace

Receive make_receive(std::shared_ptr<FrontDesk> desk, std::weak_ptr<Dispatcher> dispatcher) {
    return [desk = std::move(desk), dispatcher = std::move(dispatcher)](Inbound request) {
        auto accepted = desk->look_at(std::move(request));
        if (!accepted) return Reception{};
        const std::size_t bytes = bytes_of(accepted->job);
        const auto held = std::make_shared<Accepted>(*std::move(accepted));
        return Reception{[dispatcher, held] {
                             if (const auto there = dispatcher.lock())
                                 there->take(std::move(*held));
                         },
                         bytes};
    };
}

}  // namespace kiln::messaging
