// patience: whether a call that finds nothing looks again for a moment before it lets others run and sleeps; learnt by each side of a socket.
//
// Looking again pays where the peer answers within microseconds, and is wasted where it does not. Where it brought nothing, fewer and fewer of the
// next calls do it: every second, every fourth, … one in sixteen in the end, so that a peer that has become quick is noticed. One time that it
// does, all of them do again.
//
// Threads  the side's lock.
// Memory   one byte: every socket has two of these.
#pragma once

#include <algorithm>
#include <cstdint>

namespace loopsock {

class patience {
 public:
  /// Whether the next call is to look again.
  [[nodiscard]] bool looks_again() const noexcept { return skips_ == 0; }
  /// The same, for this call.
  [[nodiscard]] bool look_again() noexcept {
    if (skips_ == 0) return true;
    skips_ = (skips_ - 1u) & 15u;
    return false;
  }
  void brought_something() noexcept {
    if (missed_ != 0) missed_ = 0;
  }
  void brought_nothing() noexcept {
    missed_ = std::min(missed_ + 1u, most_missed) & 7u;
    skips_ = ((1u << missed_) - 1u) & 15u;
  }

 private:
  static constexpr unsigned most_missed = 4;

  std::uint8_t missed_ : 3 = 0;  // how often in a row it brought nothing
  std::uint8_t skips_ : 4 = 0;   // calls that will not look again
};
static_assert(sizeof(patience) == 1);

}  // namespace loopsock
