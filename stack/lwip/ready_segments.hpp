// ready_segments: bytes that were copied into lwIP's memory before the core lock is taken.
//
//   fill()       the program's bytes ──copy──► [ pbuf ] [ pbuf ] …        no lock
//   queue_on()   [ pbuf ] [ pbuf ] … ──► the end of pcb.unsent            core lock held
//
// tcp_write() copies too, but with the lock held: the other end could not take anything meanwhile. The segments are the ones
// that tcp_write() makes.
//
// Memory   pbufs that were filled and not queued go with the object. Making and freeing one needs no lock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "stack/base/buffers.hpp"

struct pbuf;
struct tcp_pcb;

namespace loopsock::lwip {

class ready_segments {
 public:
  static constexpr std::size_t most = 64;

  ready_segments() = default;
  ~ready_segments();
  ready_segments(const ready_segments&) = delete;
  ready_segments& operator=(const ready_segments&) = delete;

  /// Whether there are any, none longer than `segment`: what lwIP cuts may have become shorter since they were filled.
  [[nodiscard]] bool fit(std::size_t segment) const noexcept { return count_ != 0 && longest_ <= segment; }
  /// Copies the first `bytes` of `from` into segments of at most `segment` bytes, as many as there is memory for. Once.
  void fill(const_buffers from, std::size_t bytes, std::uint16_t segment) noexcept;
  /// Appends the segments to what the pcb has not sent; the bytes in them. Fewer than were filled: there was no memory.
  std::size_t queue_on(tcp_pcb& pcb) noexcept;

 private:
  std::array<pbuf*, most> segments_;
  std::size_t count_ = 0;
  std::size_t longest_ = 0;  // bytes
};

}  // namespace loopsock::lwip
