#include "tests/fuzz/fake_agent.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "pool/base/memfd.h"
#include "pool/base/unix_socket.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/odd_descriptor.h"
#include "tests/fuzz/virtual_time.h"

namespace kiln::fuzz {

using pool::LeafFile;
using pool::UniqueFd;
using std::chrono::milliseconds;

namespace {

constexpr int kFloodBurst = 16;
constexpr std::uint64_t kCpuStepNs = 30'000'000;

void put(const UniqueFd& file, const std::string& text) {
    DEMAND(::ftruncate(file.get(), 0) == 0);
    DEMAND(::pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
}

}  // namespace

FakeAgent::FakeAgent(UniqueFd socket) : agent_(std::move(socket)) {
    (void)::fcntl(agent_.get(), F_SETFL, O_NONBLOCK);
    const auto leaf = [this](LeafFile file) -> UniqueFd& {
        return leaf_[static_cast<std::size_t>(file)];
    };
    leaf(LeafFile::CpuUsage) = memory_file("0\n");
    leaf(LeafFile::MemoryEvents) = memory_file("oom_kill 0\n");
    leaf(LeafFile::MemoryUsage) = memory_file("1000\n");
    leaf(LeafFile::PidsUsage) = memory_file("0\n");
    leaf(LeafFile::RuntimeMemory) = memory_file(std::to_string(kRuntimeMemory) + "\n");
    for (const LeafFile limit : {LeafFile::MemoryLimit, LeafFile::SwapLimit, LeafFile::PidsLimit})
        leaf(limit) = memory_file("");
    leaf(LeafFile::OomNotify) = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

pool::LeafFiles FakeAgent::leaf_files() const {
    pool::LeafFiles copies;
    for (std::size_t i = 0; i < copies.size(); ++i)
        if (leaf_[i].valid()) copies[i] = copy_of(leaf_[i]);
    return copies;
}

void FakeAgent::check_limits(std::uint64_t most_memory, std::uint64_t most_processes) {
    for (const LeafFile limit : {LeafFile::MemoryLimit, LeafFile::SwapLimit, LeafFile::PidsLimit}) {
        const UniqueFd& file = leaf_[static_cast<std::size_t>(limit)];
        char text[32] = {};
        if (::pread(file.get(), text, sizeof text - 1, 0) <= 0) continue;
        const std::uint64_t value = std::strtoull(text, nullptr, 10);
        DEMAND(value <= (limit == LeafFile::PidsLimit ? most_processes : most_memory));
        if (limit == LeafFile::MemoryLimit) memory_limit_ = value;
        put(file, "");
    }
}

// ---- what it may hand over ---------------------------------------------------------------------

void FakeAgent::make_ends() {
    const auto make_pair = [](UniqueFd& ours, UniqueFd& theirs) {
        auto pair = pool::seqpacket_pair();
        DEMAND(pair);
        ours = std::move(pair.value().ours);
        theirs = std::move(pair.value().theirs);
    };
    const auto make_pipe = [](UniqueFd& ours, UniqueFd& theirs) {
        int ends[2] = {-1, -1};
        DEMAND(::pipe2(ends, O_CLOEXEC) == 0);
        theirs = UniqueFd(ends[0]);
        ours = UniqueFd(ends[1]);
        (void)::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    };
    make_pair(job_, job_peer_);
    make_pair(init_, init_peer_);
    make_pipe(out_, out_peer_);
    make_pipe(err_, err_peer_);
    out_shared_ = copy_of(out_peer_);
    shared_.clear();
    for (const UniqueFd* each : {&job_peer_, &init_peer_, &out_peer_, &err_peer_})
        shared_.push_back(copy_of(*each));
}

// Flags belong to the open file, which the engine has from us.
void FakeAgent::make_all_block() {
    for (const UniqueFd& each : shared_) (void)::fcntl(each.get(), F_SETFL, 0);
}

UniqueFd FakeAgent::descriptor_of(char kind) const {
    switch (kind) {
        case 'a':
            return copy_of(job_peer_);
        case 'b':
            return copy_of(init_peer_);
        case 'c':
            return copy_of(out_peer_);
        case 'd':
            return copy_of(err_peer_);
        case 'n':
            return copy_of(agent_);
        case 'o':
            return copy_of(out_);
        default:
            return odd_descriptor(kind);
    }
}

const UniqueFd& FakeAgent::socket_of(char which) const {
    return which == 'j' ? job_ : which == 'i' ? init_ : agent_;
}

// ---- what it says ------------------------------------------------------------------------------

kiln_event FakeAgent::event_of(char what) const {
    kiln_event event{};
    event.version = KILN_PROTOCOL;
    event.cell = cell_;
    switch (what) {
        case 'M':
            event.kind = KILN_CELL_MADE;
            break;
        case 'R':
            event.kind = KILN_CELL_READY;
            break;
        case 'W':
            event.kind = KILN_CELL_READY;
            event.runtime = 1;
            event.size = 1 << 20;
            break;
        case 'U':
            event.kind = KILN_RUNTIME_UP;
            event.runtime = 1;
            event.size = 20 << 20;
            break;
        case 'V':
            event.kind = KILN_RUNTIME_DOWN;
            event.runtime = 1;
            break;
        case 'x':
            event.kind = KILN_CELL_EXITED;
            break;
        case 'X':
            event.kind = KILN_CELL_EMPTY;
            break;
        case 'D':
            event.kind = KILN_CELL_DEAD;
            break;
        case 'P':
            event.kind = KILN_PONG;
            break;
        case 'A':
            event.kind = KILN_AGENT_FAILED;
            break;
        case 'F':
            event.kind = KILN_CELL_FILE;
            break;
        case 'f':
        case 'j':
            event.kind = KILN_CELL_FAILED;
            break;
        default:
            event.kind = static_cast<unsigned char>(what);
            break;
    }
    if (what == 'A' || what == 'f' || what == 'j') {
        event.error = ENOENT;
        std::strcpy(event.step, "a step");
    }
    return event;
}

void FakeAgent::send(const UniqueFd& socket, std::string_view bytes, std::string_view kinds) {
    std::vector<UniqueFd> held;
    std::vector<int> fds;
    for (const char kind : kinds.substr(0, pool::kMaxFds)) {
        UniqueFd fd = descriptor_of(kind);
        if (!fd.valid()) continue;
        fds.push_back(fd.get());
        held.push_back(std::move(fd));
    }
    if (socket.valid())
        (void)pool::send_message(socket.get(), std::as_bytes(std::span(bytes)), fds);
}

void FakeAgent::send_known(char what) {
    const kiln_event event = event_of(what);
    const std::string_view bytes(reinterpret_cast<const char*>(&event), sizeof event);
    if (what == 'M') {
        make_ends();
        send(agent_, bytes, "ab");
        job_peer_.reset();
        init_peer_.reset();
    } else if (what == 'R' || what == 'W') {
        send(job_, bytes, "cd");
        out_peer_.reset();
        err_peer_.reset();
    } else if (what == 'F') {
        send(init_, bytes, "f");
    } else {
        send(what == 'j'                                 ? job_
             : what == 'X' || what == 'x' || what == 'f' ? init_
                                                         : agent_,
             bytes, "");
    }
}

namespace {

// Large ones above all: all ones, shifted, and less.
std::uint64_t wide_number(FuzzInput& script) {
    const std::uint64_t number = script.byte();
    const unsigned shift = script.byte();
    return shift >= 128 ? ~number : number << (shift % 64);
}

}  // namespace

void FakeAgent::send_any(FuzzInput& script, bool all_numbers) {
    const char which = static_cast<char>(script.byte());
    kiln_event event = event_of(static_cast<char>(script.byte()));
    std::uint64_t added = script.byte() - std::uint64_t{'0'};
    event.status = static_cast<std::int32_t>(script.word());
    event.error = static_cast<std::int32_t>(script.word());
    event.user_us = event.system_us = event.maxrss_kb = event.size =
        static_cast<std::uint64_t>(event.status) << 32;
    if (all_numbers) {
        added += wide_number(script);
        for (std::uint64_t* number :
             {&event.user_us, &event.system_us, &event.maxrss_kb, &event.size})
            *number = wide_number(script);
    }
    event.cell += added;
    event.runtime = event.kind == KILN_CELL_READY
                        ? static_cast<std::uint32_t>(event.status)
                        : static_cast<std::uint32_t>(event.runtime + added);
    const std::string_view step = script.text_until('\n');
    step.copy(event.step, sizeof event.step);
    std::string bytes(reinterpret_cast<const char*>(&event), sizeof event);
    const std::uint8_t size = script.byte();
    if (size != '=') bytes.resize(size % 2 == 0 ? size : sizeof event + size);
    if (event.kind == KILN_CELL_MADE && !job_peer_.valid()) make_ends();
    send(socket_of(which), bytes, script.text_until('\n'));
}

void FakeAgent::send_bytes(FuzzInput& script) {
    const char which = static_cast<char>(script.byte());
    send(socket_of(which), script.text_until('\n'), "");
}

void FakeAgent::flood() {
    if (flood_ == 0 || !agent_.valid()) return;
    const kiln_event event = event_of(flood_);
    for (int i = 0; i < kFloodBurst; ++i)
        if (!pool::send_message(agent_.get(), pool::as_message(event))) return;
}

// ---- the rest ----------------------------------------------------------------------------------

namespace {

// 0: no request that an engine sends to an agent.
std::size_t size_of(std::uint32_t kind) {
    switch (kind) {
        case KILN_MAKE_CELL:
            return sizeof(kiln_make_cell);
        case KILN_KILL_CELL:
            return sizeof(kiln_kill_cell);
        case KILN_PING:
            return sizeof(kiln_ping);
        case KILN_RUNTIME:
            return sizeof(kiln_runtime);
        default:
            return 0;
    }
}

}  // namespace

void FakeAgent::read_requests() {
    kiln_request request{};
    while (agent_.valid()) {
        const auto received = pool::receive_message(agent_.get(), pool::as_buffer(request));
        if (!received || received.value().size == 0) return;
        DEMAND(request.head.version == KILN_PROTOCOL && received.value().fds.empty());
        DEMAND(received.value().size == size_of(request.head.kind));
        if (request.head.kind == KILN_RUNTIME) DEMAND(request.runtime.number <= 2);
        if (request.head.kind != KILN_MAKE_CELL) continue;
        DEMAND(request.make_cell.runtime <= 2);
        cell_ = request.make_cell.cell;
    }
}

void FakeAgent::use_leaf(char what) {
    const auto leaf = [this](LeafFile file) -> const UniqueFd& {
        return leaf_[static_cast<std::size_t>(file)];
    };
    if (what == 'u') put(leaf(LeafFile::CpuUsage), std::to_string(cpu_ns_ += kCpuStepNs) + "\n");
    if (what == 'q') put(leaf(LeafFile::PidsUsage), "1\n");
    if (what == 'h') put(leaf(LeafFile::MemoryUsage), "90000000\n");
    if (what != 'k') return;
    put(leaf(LeafFile::MemoryEvents), "oom_kill " + std::to_string(++oom_kills_) + "\n");
    (void)::eventfd_write(leaf(LeafFile::OomNotify).get(), 1);
}

void FakeAgent::close_one(char what) {
    (what == '('   ? out_
     : what == ')' ? err_
     : what == '1' ? agent_
     : what == '2' ? job_
                   : init_)
        .reset();
}

void FakeAgent::act(FuzzInput& script) {
    const char what = static_cast<char>(script.byte());
    static const std::string line = "a line\n", much(64 << 10, 'x');
    static std::string away(64 << 10, 'x');
    switch (what) {
        case 'M':
        case 'R':
        case 'W':
        case 'U':
        case 'V':
        case 'x':
        case 'X':
        case 'D':
        case 'P':
        case 'A':
        case 'F':
        case 'f':
        case 'j':
            send_known(what);
            break;
        case 'o':
            (void)!::write(out_.get(), line.data(), line.size());
            break;
        case 'e':
            (void)!::write(err_.get(), line.data(), line.size());
            break;
        case 'O':
            (void)!::write(out_.get(), much.data(), much.size());
            break;
        case '(':
        case ')':
        case '1':
        case '2':
        case '3':
            close_one(what);
            break;
        case 'u':
        case 'k':
        case 'q':
        case 'h':
            use_leaf(what);
            break;
        case '.':
            advance_time(milliseconds(1));
            break;
        case ',':
            advance_time(milliseconds(20));
            break;
        case ':':
            advance_time(milliseconds(400));
            break;
        case ';':
            advance_time(milliseconds(3000));
            break;
        case '?':
            read_requests();
            break;
        case '~':
            flood_ = static_cast<char>(script.byte());
            break;
        case '#':
        case '@':
            send_any(script, what == '@');
            break;
        case '=':
            make_all_block();
            break;
        case '-':
            (void)::fcntl(out_shared_.get(), F_SETFL, O_NONBLOCK);
            (void)!::read(out_shared_.get(), away.data(), away.size());
            make_all_block();
            break;
        case 'C':
            if (on_cancel) on_cancel();
            break;
        case '!':
            send_bytes(script);
            break;
        default:
            break;
    }
}

}  // namespace kiln::fuzz
