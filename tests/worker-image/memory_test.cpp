extern "C" {
#include "worker-image/gate/memory.h"
}

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace kiln {
namespace {

constexpr unsigned kMost = 8;

using Strings = std::vector<std::string>;

// On the heap, which is what is searched.
std::unique_ptr<Strings> strings(Strings words) {
    return std::make_unique<Strings>(std::move(words));
}

unsigned lists_of(const Strings& words, string_list** found) {
    std::vector<const char*> plain;
    for (const std::string& word : words) plain.push_back(word.c_str());
    REQUIRE(map_memory() == 0);
    return find_lists(plain.data(), static_cast<unsigned>(plain.size()), found, kMost);
}

std::uint64_t draw(generator& of) {
    std::uint64_t a = of.state[0];
    const std::uint64_t b = of.state[1];
    a ^= a << 23;
    a ^= a >> 17;
    a ^= b;
    of.state[0] = b;
    return of.state[1] = a ^ b >> 26;
}

}  // namespace

TEST_CASE("a vector of known strings is found, and can be emptied and filled") {
    const Strings words = {"short", "one that does not fit into a string itself"};
    const auto list = strings(words);
    const auto longer = strings({words[0], words[1], "more"});
    string_list* found[kMost];
    REQUIRE(lists_of(words, found) == 1);
    REQUIRE(static_cast<void*>(found[0]) == list.get());

    const string_list before = *found[0];
    found[0]->end = found[0]->begin;
    CHECK(list->empty());
    *found[0] = before;

    std::string first = "x", second = "another that has to be kept elsewhere", third;
    char* others[] = {first.data(), second.data(), third.data()};
    Strings kept;
    kept.swap(*list);
    fill_list(found[0], others, 3);
    CHECK(*list == Strings{first, second, third});
}

TEST_CASE("strings in another order, or others, are not a list that is looked for") {
    const auto list = strings({"a word that is long enough", "and another"});
    string_list* found[kMost];
    CHECK(lists_of({"and another", "a word that is long enough"}, found) == 0);
    CHECK(lists_of({"a word that is long enough", "and anothor"}, found) == 0);
}

TEST_CASE("a row of numbers is found within its error") {
    const auto row = std::make_unique<double[]>(3);
    row[0] = 1795728021060298.25;
    row[1] = 3.5;
    row[2] = -1.75;
    REQUIRE(map_memory() == 0);
    double* found[kMost];
    const double near[] = {1795728021060298, 3.25, -1.5}, far[] = {1795728021060297, 3.25, -1.5};
    REQUIRE(find_numbers(near, 3, 0.25, found, kMost) == 1);
    CHECK(found[0] == row.get());
    CHECK(find_numbers(far, 3, 0.25, found, kMost) == 0);
}

TEST_CASE("a generator of random numbers is found however much was drawn from it") {
    const auto one = std::make_unique<generator>();
    seed_generator(one.get(), 0x123456789abcdef1);
    for (int i = 0; i < 1000; ++i) (void)draw(*one);
    REQUIRE(map_memory() == 0);
    generator* found[kMost];
    REQUIRE(find_generators(found, kMost) == 1);
    CHECK(found[0] == one.get());
    one->state[1] ^= 1;  // which does not come of its seed
    CHECK(find_generators(found, kMost) == 0);
}

}  // namespace kiln
