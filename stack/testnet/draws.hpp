// draws: random numbers that are the same everywhere for the same seed.
//
// The engines of <random> are the same on all systems, its distributions are not. Each user has a stream of its own, made from the seed of the whole
// and its name, so that a link more does not change what another draws.
//
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <string_view>

namespace loopsock {

/// splitmix64 (Steele, Lea and Flood, 2014): any seed will do, and 64 bits of state are plenty for a test.
class draws {
 public:
  explicit constexpr draws(std::uint64_t seed) noexcept : state_(seed) {}
  constexpr draws(std::uint64_t seed, std::string_view name) noexcept : state_(seed) {
    for (const char letter : name) state_ = (word() ^ static_cast<unsigned char>(letter)) * 0x100000001b3u;
    (void)word();
  }

  constexpr std::uint64_t word() noexcept {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// 0 to `end` - 1; 0 when `end` is 0.
  constexpr std::uint64_t below(std::uint64_t end) noexcept {
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(word()) * end) >> 64);
  }
  /// 0 to 1, without 1.
  constexpr double share() noexcept { return static_cast<double>(word() >> 11) * 0x1p-53; }
  constexpr bool happens(double probability) noexcept { return probability > 0 && share() < probability; }
  /// About the standard normal distribution, within ±6: the sum of twelve uniform ones, which needs no function that systems differ in.
  constexpr double normal() noexcept {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += share();
    return sum;
  }

 private:
  std::uint64_t state_;
};

}  // namespace loopsock
