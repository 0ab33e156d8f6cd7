#include "cmd/kiln/status/inquiry.h"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <thread>

namespace kiln::cmd {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

// Both sides, each run only when the test says so.
struct Fixture {
    asio::io_context here{1}, there{1};
    int asked = 0;
    Inquiry<int> inquiry{here.get_executor(), there.get_executor(), [this] { return ++asked; },
                         InquiryTimes{40ms, 80ms}};

    std::shared_ptr<std::optional<int>> ask() {
        auto answer = std::make_shared<std::optional<int>>();
        asio::co_spawn(here, inquiry.answer(),
                       [answer](const std::exception_ptr&, const std::shared_ptr<const int>& told) {
                           *answer = told ? *told : -1;
                       });
        run(here);
        return answer;
    }
    static void run(asio::io_context& io) {
        io.restart();
        io.poll();
    }
    void exchange() {
        run(there);
        run(here);
        run(here);
    }
};

TEST_CASE_FIXTURE(Fixture, "all who ask meanwhile are told one answer") {
    const auto first = ask(), second = ask();
    CHECK_FALSE(first->has_value());
    exchange();
    CHECK(*first == 1);
    CHECK(*second == 1);
    CHECK(*ask() == 1);
    CHECK(asked == 1);
}

TEST_CASE_FIXTURE(Fixture, "an answer that has grown old is not told again") {
    (void)ask();
    exchange();
    std::this_thread::sleep_for(60ms);
    const auto later = ask();
    CHECK_FALSE(later->has_value());
    exchange();
    CHECK(*later == 2);
}

TEST_CASE_FIXTURE(Fixture, "where there is no answer in time, that is told, and little is asked") {
    const auto first = ask();
    here.restart();
    here.run_for(200ms);
    CHECK(*first == -1);
    const auto second = ask(), third = ask();
    exchange();
    CHECK(asked == 2);
    CHECK(*second == 2);
    CHECK(*third == 2);
}

}  // namespace
}  // namespace kiln::cmd
