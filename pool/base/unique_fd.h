#pragma once

#include <utility>

namespace kiln::pool {

// Sole owner of one file descriptor, and the only place in Kiln that calls close(2) on one.
//
// Every descriptor that gets here is close-on-exec: it was made with the O_CLOEXEC flag of its
// call, or received with MSG_CMSG_CLOEXEC. There is no operator bool, because descriptor 0 is
// valid: ask valid(). Not thread-safe; moving leaves the source empty.
class UniqueFd {
  public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        reset(other.release());
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool valid() const { return fd_ >= 0; }

    // Gives the descriptor up without closing it; the caller owns it now.
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }

    // Closes what is held, then holds `fd`. close(2) is not repeated on EINTR: Linux has closed
    // the descriptor by then.
    void reset(int fd = -1);

  private:
    int fd_ = -1;
};

}  // namespace kiln::pool
