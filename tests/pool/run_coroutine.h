#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace kiln::pool {

template <typename T>
boost::asio::awaitable<void> store_result(boost::asio::awaitable<T> work, std::optional<T>* into) {
    into->emplace(co_await std::move(work));
}

// Starts `work`; `into` has its value once it has completed.
template <typename T>
void start_coroutine(boost::asio::io_context& io, boost::asio::awaitable<T> work,
                     std::optional<T>& into) {
    boost::asio::co_spawn(io, store_result(std::move(work), &into),
                          [](const std::exception_ptr& trouble) {
                              if (trouble) std::rethrow_exception(trouble);
                          });
}

// The same for a value that nobody need wait for: it lives until then, too.
template <typename T>
std::shared_ptr<std::optional<T>> start_coroutine(boost::asio::io_context& io,
                                                  boost::asio::awaitable<T> work) {
    auto into = std::make_shared<std::optional<T>>();
    boost::asio::co_spawn(io, store_result(std::move(work), into.get()),
                          [into](const std::exception_ptr& trouble) {
                              if (trouble) std::rethrow_exception(trouble);
                          });
    return into;
}

// Runs `io` until `value` is there.
template <typename T>
T run_until_there(boost::asio::io_context& io, std::optional<T>& value) {
    io.restart();
    while (!value && io.run_one() > 0) {
    }
    return std::move(value).value();
}

// Runs `io` until `work` has completed, and gives what it returned.
template <typename T>
T run_coroutine(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
    std::optional<T> value;
    start_coroutine(io, std::move(work), value);
    return run_until_there(io, value);
}

}  // namespace kiln::pool
