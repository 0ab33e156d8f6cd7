#include "cmd/kiln/bench/load.h"

#include <doctest/doctest.h>

#include <csignal>
#include <mutex>
#include <set>

namespace kiln::cmd::benchmark {
namespace {

// What all clients of a test were asked, in order: "name source".
struct Journal {
    std::mutex lock;
    std::vector<std::string> lines;

    void write(const std::string& line) {
        const std::lock_guard held(lock);
        lines.push_back(line);
    }
};

class FakeClient : public Client {
  public:
    FakeClient(std::string name, Journal& journal, JobEnd end, int interrupts_at = 0)
        : name_(std::move(name)), journal_(journal), end_(std::move(end)), left_(interrupts_at) {}

    std::optional<JobEnd> run(const std::string& source) override {
        journal_.write(name_ + " " + source);
        if (left_ > 0 && --left_ == 0) {
            ::raise(SIGINT);
            return std::nullopt;
        }
        return end_;
    }

  private:
    std::string name_;
    Journal& journal_;
    JobEnd end_;
    int left_;
};

Side side_of(const std::string& name, Journal& journal, JobEnd end = {}, unsigned clients = 1,
             int interrupts_at = 0) {
    Side side;
    side.name = name;
    for (unsigned i = 0; i < clients; ++i)
        side.clients.push_back(std::make_unique<FakeClient>(name, journal, end, interrupts_at));
    return side;
}

SourceText numbers() {
    auto text = SourceText::make("UNIQUE_NUMBER", "", SourceText::Each::Unique, 1);
    REQUIRE(text.has_value());
    return std::move(text).value();
}

std::vector<Side> sides_of(Side one, Side other) {
    std::vector<Side> sides;
    sides.push_back(std::move(one));
    sides.push_back(std::move(other));
    return sides;
}

TEST_CASE("with one client the sides take turns job by job, and no source comes twice") {
    Journal journal;
    auto sides = sides_of(side_of("a", journal), side_of("b", journal));
    SourceText source = numbers();
    const Interrupt interrupt;
    Load load(sides, source, interrupt, nullptr);
    const auto tallies = load.run({3, {}, {}});
    CHECK(journal.lines == std::vector<std::string>{"a 1", "b 2", "a 3", "b 4", "a 5", "b 6"});
    REQUIRE(tallies.size() == 2);
    CHECK(tallies[0].name == "a");
    CHECK(tallies[0].times.size() == 3);
    CHECK(tallies[1].times.size() == 3);
    CHECK(tallies[0].working > tallies[0].working.zero());
}

TEST_CASE("with several clients each side does its jobs in all, however they are shared") {
    Journal journal;
    auto sides = sides_of(side_of("a", journal, {}, 4), side_of("b", journal, {}, 4));
    SourceText source = numbers();
    const Interrupt interrupt;
    Load load(sides, source, interrupt, nullptr);
    const auto tallies = load.run({205, {}, {}});
    CHECK(tallies[0].times.size() == 205);
    CHECK(tallies[1].times.size() == 205);
    CHECK(std::set<std::string>(journal.lines.begin(), journal.lines.end()).size() == 410);
    // Turns: 80 jobs of the one, then 80 of the other.
    for (std::size_t i = 0; i < 160; ++i) CHECK(journal.lines[i][0] == (i < 80 ? 'a' : 'b'));
}

TEST_CASE("what jobs came to is counted") {
    Journal journal;
    JobEnd warm;
    warm.warm = warm.cached = true;
    warm.cpu = std::chrono::milliseconds(2);
    JobEnd bad = warm;
    bad.failure = "broken\n";
    auto sides = sides_of(side_of("good", journal, warm), side_of("bad", journal, bad));
    sides[1].counts_cpu = true;
    SourceText source = numbers();
    const Interrupt interrupt;
    Load load(sides, source, interrupt, nullptr);
    const auto tallies = load.run({5, {}, {}});
    CHECK(tallies[0].cached == 5);
    CHECK(tallies[0].warm == 5);
    CHECK(tallies[0].failed == 0);
    CHECK_FALSE(tallies[0].work_cpu);
    CHECK(tallies[1].times.empty());
    CHECK(tallies[1].failed == 5);
    CHECK(tallies[1].first_failure == "broken");
    CHECK(tallies[1].cached == 0);
    CHECK(tallies[1].work_cpu == std::chrono::milliseconds(10));
}

TEST_CASE("it gives up where no job ever succeeds") {
    Journal journal;
    JobEnd bad;
    bad.failure = "nobody there";
    auto sides = sides_of(side_of("a", journal, bad), side_of("b", journal));
    SourceText source = numbers();
    const Interrupt interrupt;
    Load load(sides, source, interrupt, nullptr);
    CHECK(load.run({1'000'000, {}, {}})[0].failed == 100);
}

TEST_CASE("a time ends it, and the round that was begun is finished") {
    Journal journal;
    auto sides = sides_of(side_of("a", journal), side_of("b", journal));
    SourceText source = numbers();
    const Interrupt interrupt;
    Load load(sides, source, interrupt, nullptr);
    const auto tallies = load.run({0, std::chrono::milliseconds(20), std::chrono::milliseconds(1)});
    CHECK(tallies[0].times.size() > 0);
    CHECK(tallies[0].times.size() == tallies[1].times.size());
    CHECK(tallies[0].times.size() <= 20);
}

TEST_CASE("an interrupted job is not counted, and none starts after it") {
    Journal journal;
    auto sides = sides_of(side_of("a", journal, {}, 1, 3), side_of("b", journal));
    SourceText source = numbers();
    const Interrupt interrupt;
    Load load(sides, source, interrupt, nullptr);
    const auto tallies = load.run({10, {}, {}});
    CHECK(tallies[0].times.size() == 2);
    CHECK(tallies[0].failed == 0);
    CHECK(tallies[1].times.size() == 2);
    CHECK(journal.lines.size() == 5);
}

}  // namespace
}  // namespace kiln::cmd::benchmark
