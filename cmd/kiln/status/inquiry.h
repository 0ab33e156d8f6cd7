#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace kiln::cmd {

struct InquiryTimes {
    std::chrono::milliseconds fresh{50};
    std::chrono::milliseconds patience{1000};
};

// A question that one executor asks another, as often as it likes: the other is bothered once in
// `fresh` at most, and never again while it has not answered, but for once in `patience`. Everything
// here is called on `here`; `ask` runs on `there`, which must run no more of it once what `ask` uses
// is gone. `here` must outlive the last run of `there`.
template <typename T>
class Inquiry {
  public:
    using Clock = std::chrono::steady_clock;
    Inquiry(boost::asio::any_io_executor here, boost::asio::any_io_executor there,
            std::function<T()> ask, InquiryTimes times = {})
        : here_(std::move(here)), there_(std::move(there)), ask_(std::move(ask)), times_(times) {}

    // An answer that is hardly older than `fresh`; null where there is none within `patience`.
    [[nodiscard]] boost::asio::awaitable<std::shared_ptr<const T>> answer() {
        if (!last_ || Clock::now() >= last_->good_until) begin();
        const std::shared_ptr<Asked> asked = last_;
        if (!asked->value)
            co_await asked->answered.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        co_return asked->value;
    }

  private:
    struct Asked {
        explicit Asked(const boost::asio::any_io_executor& executor) : answered(executor) {}
        Clock::time_point good_until;
        std::shared_ptr<const T> value;
        boost::asio::steady_timer answered;  // cancelled when it is, expires when it is too late
    };

    void begin() {
        last_ = std::make_shared<Asked>(here_);
        last_->good_until = Clock::now() + times_.patience;
        last_->answered.expires_at(last_->good_until);
        boost::asio::post(there_, [asked = last_, ask = ask_, here = here_,
                                   fresh = times_.fresh]() mutable {
            auto value = std::make_shared<const T>(ask());
            boost::asio::post(here, [asked = std::move(asked), value = std::move(value), fresh] {
                asked->value = value;
                asked->good_until = Clock::now() + fresh;
                asked->answered.cancel();
            });
        });
    }

    const boost::asio::any_io_executor here_;
    const boost::asio::any_io_executor there_;
    const std::function<T()> ask_;
    const InquiryTimes times_;
    std::shared_ptr<Asked> last_;
};

}  // namespace kiln::cmd
