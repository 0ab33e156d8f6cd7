// The container's ends of the agent and control sockets: what the agent takes for a request, and
// which files a cell's init hands out, from a box that holds every trap a job could leave.
//
// Input: messages. Each: how many descriptors come; kind; flags; attach_count (these two also say
// which runtime, and its mode); a byte: the version and the size are right (below 128) or not; up to
// a line feed the name, or a runtime's words.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "pool/base/unix_socket.h"
#include "tests/fuzz/below_directory.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" {
#include "worker-image/agent/artifacts.h"
#include "worker-image/agent/requests.h"
}

namespace kiln::fuzz {
namespace {

constexpr std::uint64_t kCell = 7;
constexpr int kMostMessages = 8;
constexpr std::string_view kInside = "what the job made";

struct Message {
    std::array<std::byte, sizeof(kiln_request) + 8> bytes{};
    std::size_t size = 0;
    std::size_t descriptors = 0;
};

template <typename Request>
void put(Message& message, const Request& request) {
    std::memcpy(message.bytes.data(), &request, sizeof request);
    message.size = sizeof request;
}

struct Numbers {
    std::uint8_t flags, count;
};

void put_request(Message& message, kiln_request_head head, Numbers numbers, std::string_view name) {
    const std::uint32_t number = numbers.flags % (KILN_MAX_RUNTIMES + 2);
    if (head.kind == KILN_CONFIGURE) {
        put(message, kiln_configure{head, 0, 0, 1024, numbers.flags, numbers.count, 0});
    } else if (head.kind == KILN_RUNTIME) {
        kiln_runtime request{head, number, numbers.count, 0, 1, 0, {}};
        name.copy(request.words, sizeof request.words);
        put(message, request);
    } else if (head.kind == KILN_MAKE_CELL) {
        put(message, kiln_make_cell{head, kCell, number, 0});
    } else if (head.kind == KILN_KILL_CELL) {
        put(message, kiln_kill_cell{head, kCell});
    } else if (head.kind == KILN_FETCH) {
        kiln_fetch request{head, {}};
        name.copy(request.name, sizeof request.name);
        put(message, request);
    } else {
        put(message, kiln_ping{head});
    }
}

Message next_message(FuzzInput& input) {
    Message message;
    message.descriptors = input.byte() % 16;
    const std::uint8_t kind = input.byte();
    const Numbers numbers{input.byte(), input.byte()};
    const std::uint8_t right = input.byte();
    const kiln_request_head head{right < 192 ? KILN_PROTOCOL : right, kind};
    put_request(message, head, numbers, input.text_until('\n'));
    // Wrong: from eight bytes too long to some too short, of which one is left.
    if (right >= 128 && right < 192)
        message.size += 8 - std::min<std::size_t>(right & 31, message.size + 7);
    return message;
}

void send(int socket, const Message& message) {
    const std::vector<int> fds(message.descriptors, socket);
    DEMAND(pool::send_message(socket, {message.bytes.data(), message.size}, fds));
}

// As the agent receives: what passes the check is one of five kinds, with its size and descriptors.
void receive_as_agent(int socket) {
    std::array<int, MOST_CONFIGURE_FDS + 1> fds{};
    kiln_request request{};
    int count = 0;
    const ssize_t got = receive(socket, &request, sizeof request, fds.data(), fds.size(), &count);
    DEMAND(count >= 0 && count <= static_cast<int>(fds.size()));
    if (check_request(&request, got, count).step == nullptr) {
        const std::uint32_t kind = request.head.kind;
        const auto size = static_cast<std::size_t>(got);
        const auto came = static_cast<unsigned>(count);
        DEMAND(kind >= KILN_CONFIGURE && kind <= KILN_RUNTIME && kind != KILN_FETCH);
        if (kind == KILN_CONFIGURE) {
            DEMAND(size == sizeof request.configure && came <= MOST_CONFIGURE_FDS);
            DEMAND(2 * request.configure.attach_count + 1 == came);
        } else if (kind == KILN_RUNTIME) {
            DEMAND(size == sizeof request.runtime && came <= 1);
            DEMAND(request.runtime.number > 0 && request.runtime.number <= KILN_MAX_RUNTIMES);
            DEMAND(request.runtime.mode <= KILN_RUNTIME_WAITS);
        } else {
            DEMAND(came == 0 && size <= sizeof request.make_cell);
            DEMAND(kind != KILN_MAKE_CELL || request.make_cell.runtime <= KILN_MAX_RUNTIMES);
        }
    }
    for (int i = 0; i < count; ++i) ::close(fds[static_cast<std::size_t>(i)]);
}

void put(int folder, const char* name, std::string_view text) {
    const pool::UniqueFd fd(::openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    DEMAND(fd.valid());
    DEMAND(::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

void fill_scratch(int scratch) {
    put(scratch, "secret", "outside the box");
    DEMAND(::mkdirat(scratch, "box", 0755) == 0);
    const pool::UniqueFd box(::openat(scratch, "box", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    put(box.get(), "a", kInside);
    put(box.get(), "two", "a file with two names");
    DEMAND(::linkat(box.get(), "two", box.get(), "names", 0) == 0);
    DEMAND(::mkdirat(box.get(), "d", 0755) == 0);
    put(box.get(), "d/b", kInside);
    DEMAND(::mkfifoat(box.get(), "p", 0644) == 0);
    DEMAND(::symlinkat("../secret", box.get(), "l") == 0);
    DEMAND(::symlinkat("a", box.get(), "s") == 0);
    DEMAND(::symlinkat("..", box.get(), "u") == 0);
}

void check_file(int fd) {
    std::array<char, 64> text{};
    const ssize_t got = ::read(fd, text.data(), text.size());
    DEMAND(got >= 0 && std::string_view(text.data(), static_cast<std::size_t>(got)) == kInside);
    DEMAND(::write(fd, "x", 1) < 0);
}

// What the init answered: a refusal, or one file that is the job's own and read-only.
void check_answers(int socket) {
    kiln_event event{};
    for (;;) {
        const auto received = pool::receive_message(socket, pool::as_buffer(event));
        if (!received || received.value().size == 0) return;
        DEMAND(received.value().size == sizeof event && event.version == KILN_PROTOCOL);
        DEMAND(event.cell == kCell);
        DEMAND(event.kind == KILN_CELL_FILE || event.kind == KILN_CELL_FAILED);
        DEMAND(received.value().fds.size() == (event.kind == KILN_CELL_FILE ? 1u : 0u));
        DEMAND(event.kind != KILN_CELL_FILE || event.size == kInside.size());
        for (const pool::UniqueFd& fd : received.value().fds) check_file(fd.get());
    }
}

}  // namespace
}  // namespace kiln::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kiln;
    static const int scratch = [] {
        const int made = make_scratch_directory();
        fuzz::fill_scratch(made);
        return made;
    }();
    static const int box = ::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    DEMAND(scratch >= 0 && box >= 0);
    fuzz::FuzzInput input(data, size);
    auto agent = pool::seqpacket_pair();
    auto control = pool::seqpacket_pair();
    DEMAND(agent && control);
    for (int i = 0; i < fuzz::kMostMessages && !input.empty(); ++i) {
        const fuzz::Message message = fuzz::next_message(input);
        fuzz::send(agent.value().ours.get(), message);
        fuzz::receive_as_agent(agent.value().theirs.get());
        fuzz::send(control.value().ours.get(), message);
    }
    DEMAND(::shutdown(control.value().ours.get(), SHUT_WR) == 0);
    while (serve_artifact(0, control.value().theirs.get(), box, fuzz::kCell) != 0) {
    }
    control.value().theirs.reset();
    fuzz::check_answers(control.value().ours.get());
    return 0;
}
