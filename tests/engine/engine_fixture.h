#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tests/engine/fake_step_runner.h"

namespace kiln::engine {

// A catalogue of "interpreted" (alias "script") and "compiled".
[[nodiscard]] inline Catalogue two_languages() {
    Language interpreted;
    interpreted.name = "interpreted";
    interpreted.aliases = {"script"};
    interpreted.source_file = "main.txt";
    interpreted.version_argv = {"/bin/interpret", "--version"};
    interpreted.run_argv = {"/bin/interpret", "{source}", "{args}"};
    interpreted.package = "interpreter";
    Language compiled;
    compiled.name = "compiled";
    compiled.source_file = "main.src";
    compiled.version_argv = {"/bin/compile", "--version"};
    compiled.compile_argv = {"/bin/compile", "-o", "program", "{sources}"};
    compiled.run_argv = {"./{program}", "{args}"};
    compiled.artifacts = {"program"};
    compiled.package = "compiler";
    return Catalogue::make({interpreted, compiled}).value();
}

// An engine on a fake runner, and an io_context that runs only while the test says so.
class EngineFixture {
  public:
    explicit EngineFixture(std::size_t queue_capacity = 4, CacheConfig cache = {})
        : engine(io.get_executor(), runner, catalogue,
                 EngineConfig{queue_capacity, {}, std::move(cache), {}, 1 << 20}) {}
    ~EngineFixture() {
        runner.script = nullptr;
        boost::asio::co_spawn(io, engine.stop(), boost::asio::detached);
        settle();
    }

    // Runs whatever can run now.
    void settle() {
        io.restart();
        while (io.poll() > 0) {
        }
    }

    // A job with ten seconds to live, its answer kept in outcomes[the returned number].
    [[nodiscard]] static Job job(std::string language = "interpreted") {
        Job job;
        job.id = "j";
        job.language = std::move(language);
        job.arrived = Clock::now();
        set_deadlines(job, job.arrived + std::chrono::seconds(10));
        return job;
    }

    std::size_t submit(Job job) {
        const std::size_t number = answers.size();
        answers.emplace_back();
        engine.submit(std::move(job), [this, number](Outcome outcome) {
            answers[number].push_back(std::move(outcome));
        });
        return number;
    }
    // Submits and lets it begin.
    std::size_t begin(Job job) {
        const std::size_t number = submit(std::move(job));
        settle();
        return number;
    }

    [[nodiscard]] const Outcome& outcome(std::size_t number) const {
        return answers.at(number).at(0);
    }
    [[nodiscard]] std::size_t times_answered(std::size_t number) const {
        return answers.at(number).size();
    }

    boost::asio::io_context io;
    FakeStepRunner runner{io.get_executor()};
    Catalogue catalogue = two_languages();
    Engine engine;
    std::vector<std::vector<Outcome>> answers;
};

}  // namespace kiln::engine
