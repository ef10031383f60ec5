// hand_off: two lines, each written by one thread and read by the other.
#include "hand_off.hpp"

#include <atomic>
#include <cstdint>

#include "batches.hpp"
#include "spin.hpp"

namespace loopsock_bars {
namespace {

struct alignas(two_lines) line {
  std::atomic<std::uint64_t> number{0};

  // release, acquire: they pair with each other, as they must where the number announces data.
  void put(std::uint64_t value) { number.store(value, std::memory_order_release); }

  std::uint64_t wait_for_other_than(std::uint64_t old) const {
    spin waiting;
    for (;;) {
      const std::uint64_t seen = number.load(std::memory_order_acquire);
      if (seen != old) return seen;
      waiting.once();
    }
  }
};

constexpr std::uint64_t the_end = ~std::uint64_t{0};

}  // namespace

double measure_hand_off(const work& how) {
  line there, back;
  double answer = 0;
  run_two(
      how.pin,
      [&] {
        std::uint64_t number = 0;
        answer = median_of_batches(how.duration, [&] {
          there.put(number + 1);
          number = back.wait_for_other_than(number);
        });
        there.put(the_end);
      },
      [&] {
        for (std::uint64_t seen = 0; (seen = there.wait_for_other_than(seen)) != the_end;) back.put(seen);
      });
  return answer;
}

}  // namespace loopsock_bars
