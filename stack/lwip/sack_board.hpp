// sack_board: which bytes beyond the acknowledged ones the peer says it has (RFC 2018).
//
//   lastack ── hole ──[ has ]── hole ──[ has ]─────── snd_nxt
//
// A range that finds no place is forgotten: its bytes are then sent once more than needed.
//
// Threads  its owner's.
// Memory   none but its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace loopsock::lwip {

/// a is before b, in numbers that wrap.
constexpr bool sequence_before(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::int32_t>(a - b) < 0;
}

class sack_board {
 public:
  static constexpr std::size_t most = 32;

  void clear() noexcept { count_ = 0; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

  /// The peer has everything before `sequence`.
  void acknowledge(std::uint32_t sequence) noexcept {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      range one = all_[i];
      if (!sequence_before(sequence, one.end)) continue;
      if (sequence_before(one.begin, sequence)) one.begin = sequence;
      all_[kept++] = one;
    }
    count_ = kept;
  }

  /// The peer has [begin, end), which lies behind what it has acknowledged and is not empty.
  void add(std::uint32_t begin, std::uint32_t end) noexcept {
    // Those before it, those that it touches, those behind it.
    std::size_t first = 0;
    while (first < count_ && sequence_before(all_[first].end, begin)) ++first;
    std::size_t last = first;
    for (; last < count_ && !sequence_before(end, all_[last].begin); ++last) {
      if (sequence_before(all_[last].begin, begin)) begin = all_[last].begin;
      if (sequence_before(end, all_[last].end)) end = all_[last].end;
    }
    if (first == last) {
      if (count_ == most) return;
      for (std::size_t i = count_; i > first; --i) all_[i] = all_[i - 1];
      ++count_;
    } else {
      for (std::size_t from = last, to = first + 1; from < count_; ++from, ++to) all_[to] = all_[from];
      count_ -= last - first - 1;
    }
    all_[first] = {begin, end};
  }

  [[nodiscard]] bool has(std::uint32_t begin, std::uint32_t end) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (!sequence_before(begin, all_[i].begin) && !sequence_before(all_[i].end, end)) return true;
    }
    return false;
  }

  /// How many bytes from `sequence` on.
  [[nodiscard]] std::uint32_t bytes_from(std::uint32_t sequence) const noexcept {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const range& one = all_[i];
      if (!sequence_before(sequence, one.end)) continue;
      sum += one.end - (sequence_before(one.begin, sequence) ? sequence : one.begin);
    }
    return sum;
  }

 private:
  struct range {
    std::uint32_t begin, end;
  };
  std::array<range, most> all_;  // the first count_, in order, with gaps between
  std::size_t count_ = 0;
};

}  // namespace loopsock::lwip
