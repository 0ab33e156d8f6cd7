#pragma once

namespace kiln::pool {

// What a descriptor from somebody else really is, as the kernel says. One of another kind than asked
// for (a device, an epoll instance, a file of /proc, a named pipe) could block us, never end, do
// something when it is read, or not be waited for at all. None of these calls blocks; -1 is no kind.

// A SOCK_SEQPACKET socket of AF_UNIX, as container protocol messages go by.
[[nodiscard]] bool is_message_socket(int fd);

// A pipe made by pipe(2), either end. Not a FIFO with a name.
[[nodiscard]] bool is_pipe(int fd);

// Its reading end alone: one that could write, too, would keep it from ever ending, and one opened for
// its place only (O_PATH) cannot be waited for.
[[nodiscard]] bool is_read_end(int fd);

// A plain file of a file system in memory (tmpfs, or a memfd): reading it waits for no device and
// runs nobody's code.
[[nodiscard]] bool is_memory_file(int fd);

}  // namespace kiln::pool
