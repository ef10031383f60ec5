// patience: what a side of a socket learns from looking again in vain.
#include "stack/socket/patience.hpp"

#include "tests/support/catch.hpp"

using loopsock::patience;

namespace {

/// Of so many calls, how many look again, when it brings nothing.
unsigned looks_in_vain(patience& one, unsigned calls) {
  unsigned looks = 0;
  for (unsigned i = 0; i < calls; ++i) {
    if (!one.look_again()) continue;
    ++looks;
    one.brought_nothing();
  }
  return looks;
}

}  // namespace

TEST_CASE("patience: who is answered looks again each time") {
  patience one;
  for (unsigned i = 0; i < 100; ++i) {
    REQUIRE(one.look_again());
    one.brought_something();
  }
}

TEST_CASE("patience: in vain it looks less and less, and one call in sixteen for ever") {
  patience one;
  CHECK(looks_in_vain(one, 1) == 1);
  CHECK(looks_in_vain(one, 1) == 0);            // then every second
  CHECK(looks_in_vain(one, 1 + 3) == 1);        // every fourth
  CHECK(looks_in_vain(one, 1 + 7) == 1);        // every eighth
  CHECK(looks_in_vain(one, 1000 * 16) == 1000);  // every sixteenth
}

TEST_CASE("patience: one look that brings something, and all calls look again") {
  patience one;
  looks_in_vain(one, 1000);
  while (!one.look_again()) {
  }
  one.brought_something();
  for (unsigned i = 0; i < 20; ++i) {
    REQUIRE(one.looks_again());
    REQUIRE(one.look_again());
    one.brought_something();
  }
}
