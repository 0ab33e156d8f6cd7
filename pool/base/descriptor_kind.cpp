#include "pool/base/descriptor_kind.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>

namespace kiln::pool {

namespace {

bool lies_in(int fd, long magic) {
    struct statfs about {};
    return ::fstatfs(fd, &about) == 0 && about.f_type == magic;
}

bool has_option(int fd, int option, int value) {
    int found = 0;
    socklen_t size = sizeof found;
    return ::getsockopt(fd, SOL_SOCKET, option, &found, &size) == 0 && found == value;
}

}  // namespace

bool is_message_socket(int fd) {
    return has_option(fd, SO_DOMAIN, AF_UNIX) && has_option(fd, SO_TYPE, SOCK_SEQPACKET);
}

bool is_pipe(int fd) {
    // Nothing but pipes lies there, and a FIFO with a name lies where its name does. One opened for
    // its place only (O_PATH) passes here; reading it is an error like any other.
    return lies_in(fd, PIPEFS_MAGIC);
}

bool is_read_end(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & (O_PATH | O_ACCMODE)) == O_RDONLY && is_pipe(fd);
}

bool is_memory_file(int fd) {
    struct stat about {};
    return lies_in(fd, TMPFS_MAGIC) && ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

}  // namespace kiln::pool
