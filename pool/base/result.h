#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>
#include <string>
#include <system_error>

namespace kiln::pool {

// What went wrong with *us* (never with the user's program, which is data: see step.h).
//
// `step` names the one call or decision that failed, in words an operator can search for
// ("mount /proc in the cell"); `code` is its errno, or empty where no call was involved;
// `hint` says what to do about it, or is empty.
struct Error {
    std::string step;
    std::error_code code;
    std::string hint;

    // "step: strerror (hint)", one line, for a log or a reply.
    [[nodiscard]] std::string text() const;
};

// An Error from the current errno.
[[nodiscard]] Error errno_error(std::string step, std::string hint = {});
[[nodiscard]] Error errno_error(int number, std::string step, std::string hint = {});
// An Error that is no system call's.
[[nodiscard]] Error plain_error(std::string step, std::string hint = {});

// A value or an Error. Looking at the side that is not there ends the process: that is a bug.
// Use BOOST_OUTCOME_TRY in functions and BOOST_OUTCOME_CO_TRY in coroutines to pass errors up.
template <typename T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

// For functions that succeed without a value: `return success();`
using boost::outcome_v2::success;

}  // namespace kiln::pool
