#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"
#include "pool/step.h"

namespace kiln::pool {

// A sealed copy (pool/base/memfd.h) of a file of at most `most` bytes that came out of a cell. Refuses
// whatever is no plain file in memory: any other could have us wait for a device, or for somebody.
//
// A large file is copied on a thread of its own, since a program of 128 MB takes 50 ms to several
// seconds; the executor goes on meanwhile. ETIMEDOUT at `deadline`. Whoever drops the coroutine waits
// for the thread, for no longer than one MB takes.
[[nodiscard]] boost::asio::awaitable<Result<UniqueFd>> copy_artifact(
    boost::asio::any_io_executor executor, UniqueFd source, std::uint64_t most,
    Clock::time_point deadline);

}  // namespace kiln::pool
