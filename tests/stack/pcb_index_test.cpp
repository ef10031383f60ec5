// pcb_index: berths are found by their hash, however many there are and whoever else has the same one.
#include "stack/lwip/pcb_index.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/support/catch.hpp"

using namespace loopsock::lwip;

namespace {

bool finds(const pcb_berth& one) {
  for (const pcb_berth* found = first_indexed(one.hash); found != nullptr; found = next_indexed(*found)) {
    REQUIRE(found->hash == one.hash);
    if (found == &one) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("pcb_index: each is found until it is taken out, while the table grows") {
  constexpr std::size_t count = 3000;
  std::vector<pcb_berth> berths(count);
  for (std::size_t i = 0; i < count; ++i) {
    // Three have one hash each, and many differ only in bits that a small table does not look at.
    berths[i].hash = static_cast<std::uint32_t>(i / 3) << (i % 2 == 0 ? 0 : 16);
    index_pcb(berths[i]);
    REQUIRE(finds(berths[i]));
    REQUIRE(finds(berths[i / 2]));
  }
  for (const pcb_berth& one : berths) REQUIRE(finds(one));
  for (std::size_t i = 0; i < count; i += 2) unindex_pcb(berths[i]);
  for (std::size_t i = 0; i < count; ++i) REQUIRE(finds(berths[i]) == (i % 2 != 0));
  for (pcb_berth& one : berths) unindex_pcb(one);  // those that are not in are left alone
  for (const pcb_berth& one : berths) REQUIRE_FALSE(finds(one));
}
