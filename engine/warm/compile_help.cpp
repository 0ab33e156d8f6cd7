#include "engine/warm/compile_help.h"

namespace kiln::engine {

boost::asio::awaitable<bool> CompileHelp::help(const Language& language, const std::string& version,
                                               const Job& job, pool::StepSpec& step,
                                               pool::Clock::time_point deadline) {
    if (language.warm_mode != WarmMode::Compiles) co_return false;
    WarmCompilers::Choice choice = compilers_.choose(language, job);
    if (!choice.has_all && co_await learnt_.apply(language, version, step, deadline))
        co_return true;
    step.runtime = std::move(choice.runtime);
    co_return false;
}

}  // namespace kiln::engine
