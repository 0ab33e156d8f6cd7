#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "pool/base/unique_fd.h"
#include "pool/cgroup/leaf_files.h"
#include "pool/protocol/cell_protocol.h"
#include "tests/fuzz/fuzz_input.h"

namespace kiln::fuzz {

// Everything at the other end of a pool::Container: agent, init, job child, cgroups. It does what
// a script says, a byte an action:
//
//   M cell made   R cell ready, W in the first warm runtime   D cell dead   P pong   A agent failed
//   x exited with 0, others are dying    X nobody is left, with 0
//   U V the first warm runtime is up, is down
//   F a file      f no file      j the job failed to start                (all well-formed)
//   o e           a line on stdout, stderr        O  64 KiB on stdout
//   ( ) 1 2 3     close stdout, stderr, the agent's, the job's, the init's socket
//   = -           make the engine's pipes and sockets block; read stdout away under its nose
//   u k q         30 ms of CPU used, a process killed for memory, a process left in the group
//   h             90 MB of memory stay charged to the group
//   . , : ;       1 ms, 20 ms, 400 ms, 3 s pass
//   ?             what the engine has said so far is read
//   C             the engine is told to cancel
//   ~ KIND        from here on the agent's socket is always full of such events (letters as above)
//   #             any message: SOCKET (a j i) KIND (a letter or a number) CELL ('0': the current)
//                 STATUS (4 bytes) ERROR (4) STEP\n SIZE ('=': right) DESCRIPTORS\n (letters)
//                 CELL is added to a runtime's number too, but a ready cell has that of STATUS
//   @             the same with all its numbers: after ERROR, two bytes each for CELL (added), user_us,
//                 system_us, maxrss_kb and size: a number, and how far it is shifted to the left
//   !             any bytes: SOCKET BYTES\n
//
// All other bytes do nothing.
class FakeAgent {
  public:
    explicit FakeAgent(pool::UniqueFd socket);

    // The engine's copies of the cgroup files, version 1.
    [[nodiscard]] pool::LeafFiles leaf_files() const;

    void act(FuzzInput& script);
    std::function<void()> on_cancel;
    // How much memory the engine takes its runtimes to have.
    std::function<std::uint64_t()> believed;
    // Demands that no limit of the cell's group was set above these, and takes it down.
    void check_limits(std::uint64_t most_memory, std::uint64_t most_processes);
    // The last that was set; 0: none was.
    [[nodiscard]] std::uint64_t memory_limit() const { return memory_limit_; }
    // What the kernel charges to its runtimes.
    static constexpr std::uint64_t kRuntimeMemory = 50'000'000;

    // Fills the agent's socket, if the script wants that.
    void flood();

  private:
    void send_known(char what);
    void send_any(FuzzInput& script, bool all_numbers);
    void make_all_block();
    void send_bytes(FuzzInput& script);
    void send(const pool::UniqueFd& socket, std::string_view bytes, std::string_view kinds);
    void use_leaf(char what);
    void close_one(char what);
    void read_requests();
    void make_ends();
    [[nodiscard]] kiln_event event_of(char what) const;
    [[nodiscard]] const pool::UniqueFd& socket_of(char which) const;
    [[nodiscard]] pool::UniqueFd descriptor_of(char kind) const;

    pool::UniqueFd agent_;
    pool::UniqueFd job_, job_peer_;  // ours, the engine's
    pool::UniqueFd init_, init_peer_;
    pool::UniqueFd out_, out_peer_;
    pool::UniqueFd err_, err_peer_;
    // Ours of what the engine has: the same open files.
    std::vector<pool::UniqueFd> shared_;
    pool::UniqueFd out_shared_;
    pool::LeafFiles leaf_;
    std::uint64_t cell_ = 1;  // of the last MAKE_CELL that was read
    std::uint64_t cpu_ns_ = 0;
    unsigned oom_kills_ = 0;
    char flood_ = 0;
    std::uint64_t memory_limit_ = 0;
};

}  // namespace kiln::fuzz
