// handover: one direction's direct copy: the writer puts bytes straight into a buffer that the reader lends it.
//
//   none ──lend()──► lent ──fill()──► taken ──copied──► filled ──collect()──► none
//                     └──────────── take_back() ──────────────────────────────► none
//
// The ring costs two copies; a reader that waits, with nothing in the ring, can be given its bytes in one. It may lend its buffer
// while it looks, or for as long as its receive is pending. Its end must not look at the connection before it has ended the loan.
// The ring's positions count the bytes as if they had gone through the ring: the writer moves the tail when it has copied, the
// reader the head when it collects.
//
// Threads  lend() to collect() by the reader; offered() and fill() by the writer.
// Memory   one cache line, apart from the ring: buffers are addresses of this process, which shared memory cannot have.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "fastpath/ring.hpp"

namespace loopsock::fastpath {

class handover {
 public:
  /// While the reader is awake, writes below this go through the ring: there the second copy costs less than the lines that
  /// change hands here.
  static constexpr std::size_t least_bytes = 4096;

  // ---- reader

  /// Lends the buffer. The ring must have been empty; look at it again afterwards, and take the buffer back in any case:
  /// take_back(), and unless that succeeds wait for filled() and collect().
  void lend(std::byte* to, std::size_t bytes) noexcept {
    to_ = to;
    bytes_ = bytes;
    state_.store(state::lent, std::memory_order_release);  // pairs with fill()
    // Before the look at the ring: either the writer sees the loan, or we see what it has written without.
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
  [[nodiscard]] bool idle() const noexcept { return state_.load(std::memory_order_relaxed) == state::none; }
  [[nodiscard]] bool lent() const noexcept { return state_.load(std::memory_order_relaxed) == state::lent; }
  [[nodiscard]] bool take_back() noexcept {
    state now = state::lent;
    return state_.compare_exchange_strong(now, state::none, std::memory_order_relaxed);
  }
  /// Whether the writer, which has taken the buffer, has finished with it: after a memcpy's time.
  // acquire: pairs with fill(); the bytes are there.
  [[nodiscard]] bool filled() const noexcept { return state_.load(std::memory_order_acquire) == state::filled; }
  /// The bytes in a filled buffer; accounts for them in the ring.
  std::size_t collect(ring& through) noexcept {
    state_.store(state::none, std::memory_order_relaxed);
    through.skip_read(filled_);
    return filled_;
  }

  // ---- writer

  /// Whether fill() could do something now. A hint.
  [[nodiscard]] bool offered() const noexcept { return state_.load(std::memory_order_relaxed) == state::lent; }
  /// Copies what fits into the lent buffer, if there is one and nothing is in the ring. Returns the bytes taken.
  std::size_t fill(ring& through, const std::byte* from, std::size_t bytes) noexcept {
    if (!offered() || !through.is_drained()) return 0;
    state now = state::lent;
    // acquire: pairs with lend(); the address is there.
    if (!state_.compare_exchange_strong(now, state::taken, std::memory_order_acquire)) return 0;
    const std::size_t count = std::min(bytes, bytes_);
    std::memcpy(to_, from, count);
    filled_ = count;
    direct_bytes_.store(direct_bytes_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    through.skip_write(count);
    state_.store(state::filled, std::memory_order_release);  // pairs with filled()
    return count;
  }
  /// Bytes that went this way.
  [[nodiscard]] std::uint64_t direct_bytes() const noexcept { return direct_bytes_.load(std::memory_order_relaxed); }

 private:
  enum class state : std::uint32_t { none, lent, taken, filled };

  alignas(64) std::atomic<state> state_{state::none};  // writers: as drawn above
  std::byte* to_ = nullptr;                            // written by the reader before `lent`
  std::size_t bytes_ = 0;
  std::size_t filled_ = 0;                      // written by the writer before `filled`
  std::atomic<std::uint64_t> direct_bytes_{0};  // writer: the writer
};

}  // namespace loopsock::fastpath
