#include "pool/artifact_copy.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include "pool/base/descriptor_kind.h"
#include "pool/base/memfd.h"
#include "pool/event.h"

namespace kiln::pool {

namespace {

constexpr const char* kName = "artifact";
// Copied where we stand: no more than a thread costs.
constexpr off_t kSmall = 128 << 10;

// The thread and what it says at its end, through an eventfd: it never touches the executor. The
// destructor stops it and waits, so that all here is its own for as long as it runs.
class CopyingThread {
  public:
    CopyingThread(UniqueFd source, std::uint64_t most, UniqueFd done)
        : source_(std::move(source)), done_(std::move(done)), thread_([this, most](auto stop) {
              copy_.emplace(sealed_copy(kName, source_.get(), most, stop));
              (void)::eventfd_write(done_.get(), 1);
          }) {}

    CopyingThread(const CopyingThread&) = delete;
    CopyingThread& operator=(const CopyingThread&) = delete;

    // Once the eventfd was written.
    [[nodiscard]] Result<UniqueFd> take() {
        thread_.join();
        return std::move(*copy_);
    }

  private:
    UniqueFd source_;
    UniqueFd done_;
    std::optional<Result<UniqueFd>> copy_;
    std::jthread thread_;
};

}  // namespace

boost::asio::awaitable<Result<UniqueFd>> copy_artifact(boost::asio::any_io_executor executor,
                                                       UniqueFd source, std::uint64_t most,
                                                       Clock::time_point deadline) {
    if (!is_memory_file(source.get()))
        co_return plain_error("the artefact is no plain file of its cell");
    struct stat about {};
    if (::fstat(source.get(), &about) != 0) co_return errno_error("fstat of an artefact");
    if (static_cast<std::uint64_t>(about.st_size) > most)
        co_return plain_error("copy a file: it is larger than " + std::to_string(most) + " bytes");
    // The bound again: it may grow while we look.
    if (about.st_size <= kSmall)
        co_return sealed_copy(kName, source.get(), std::min<std::uint64_t>(most, kSmall));

    UniqueFd done(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    UniqueFd told(::fcntl(done.get(), F_DUPFD_CLOEXEC, 0));
    if (!told.valid()) co_return errno_error("eventfd for a copy");
    boost::asio::posix::stream_descriptor ended(executor, told.release());
    std::optional<CopyingThread> thread;
    try {
        thread.emplace(std::move(source), most, std::move(done));
    } catch (const std::system_error& trouble) {
        co_return errno_error(trouble.code().value(), "start a thread for a copy");
    }
    const bool copied = co_await wait_readable(ended, deadline);
    if (!copied) co_return errno_error(ETIMEDOUT, "copy an artefact");
    co_return thread->take();
}

}  // namespace kiln::pool
