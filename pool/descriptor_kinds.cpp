#include "pool/descriptor_kinds.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace kiln::pool {

bool is_message_socket(const UniqueFd& fd) {
    int domain = 0, type = 0;
    socklen_t size = sizeof(int);
    return ::getsockopt(fd.get(), SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
           ::getsockopt(fd.get(), SOL_SOCKET, SO_TYPE, &type, &size) == 0 && domain == AF_UNIX &&
           type == SOCK_SEQPACKET && ::fcntl(fd.get(), F_SETFL, O_NONBLOCK) == 0;
}

bool is_pipe(const UniqueFd& fd) {
    struct stat about {};
    const int flags = ::fcntl(fd.get(), F_GETFL);
    return flags >= 0 && (flags & (O_PATH | O_ACCMODE)) == O_RDONLY &&
           ::fstat(fd.get(), &about) == 0 && S_ISFIFO(about.st_mode);
}

}  // namespace kiln::pool
