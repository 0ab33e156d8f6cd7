#include "messaging/nats/traffic_spell.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("a busy spell is over once, when few messages come between two looks") {
    TrafficSpell spell;
    for (int i = 0; i < 2000; ++i) (void)spell.saw(1);
    CHECK_FALSE(spell.look());
    (void)spell.saw(1);
    CHECK(spell.look());
    CHECK_FALSE(spell.look());
}

TEST_CASE("a few large messages are as busy as many small ones") {
    TrafficSpell spell;
    for (int i = 0; i < 20; ++i) (void)spell.saw(1'000'000);
    CHECK_FALSE(spell.look());
    CHECK(spell.look());
}

TEST_CASE("it is quiet after a look that saw nothing, until the next message") {
    TrafficSpell spell;
    CHECK_FALSE(spell.look());
    CHECK(spell.quiet());
    CHECK(spell.saw(0));
    CHECK_FALSE(spell.quiet());
    CHECK_FALSE(spell.saw(0));
}

}  // namespace
}  // namespace kiln::messaging
