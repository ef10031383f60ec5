// datagram_queue: the datagrams that have arrived at one port and were not read yet, oldest first.
//
//   first_ ─► [from, label | pbuf] ─► [from, label | pbuf] ─► …        charge_ = what they count, limit = SO_RCVBUF
//
// A datagram counts its bytes, and a tiny one a small least number, so that empty datagrams are bounded too. What does not fit
// is dropped; only an empty queue always takes one, since no receive could be smaller than that.
//
// Threads  the core lock is held around every call (the pbufs are lwIP's).
// Memory   one small block and lwIP's pbuf per datagram, freed by drop_first() and clear().
#pragma once

#include <cstddef>

#include "stack/base/address.hpp"
#include "stack/base/datagram_label.hpp"

struct pbuf;

namespace loopsock::lwip {

struct datagram {
  datagram* next = nullptr;
  pbuf* data = nullptr;
  endpoint from;
  datagram_label label;
};

class datagram_queue {
 public:
  datagram_queue() = default;
  datagram_queue(const datagram_queue&) = delete;
  datagram_queue& operator=(const datagram_queue&) = delete;
  ~datagram_queue() { clear(); }

  /// Takes over `data`: queues it, or frees it when there is no room below `limit` bytes or no memory. True: it is queued.
  bool push(pbuf* data, const endpoint& from, const datagram_label& label, std::size_t limit) noexcept;
  /// The oldest; nullptr when there is none. Valid until drop_first() or clear().
  [[nodiscard]] const datagram* first() const noexcept { return first_; }
  void drop_first() noexcept;
  void clear() noexcept;

  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  /// The payload bytes of all that wait.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  void check_invariants() const noexcept;

  datagram* first_ = nullptr;
  datagram* last_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t charge_ = 0;
};

}  // namespace loopsock::lwip
