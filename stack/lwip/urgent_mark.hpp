// urgent_mark: the reading side's view of urgent data (RFC 9293 3.8.5, as BSD reads it).
//
//   unread bytes   a b c d U e f
//                          ▲ the mark, `before_` bytes from the reading position
//
// The urgent byte travels in the stream and stays there. Out of line it is lifted out when it is asked for, or when ordinary
// reading comes to it (then it is kept aside). A later urgent byte moves the mark, which makes an untouched earlier one
// ordinary data.
//
// Threads  the core lock is held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "stack/base/stream.hpp"
#include "stack/lwip/receive_queue.hpp"

namespace loopsock::lwip {

class urgent_mark {
 public:
  /// The peer has announced an urgent byte, `before` unread bytes from here; it need not have arrived.
  void announce(std::size_t before) noexcept;
  [[nodiscard]] bool known() const noexcept { return here_; }
  [[nodiscard]] urgent_state state() const noexcept {
    return {kept_.has_value() || (here_ && !lifted_), here_ && before_ == 0, announced_};
  }

  /// How many bytes one ordinary read could give.
  [[nodiscard]] std::size_t limit(const receive_queue& queue, bool in_line) const noexcept;
  /// Puts an urgent byte aside that ordinary reading has come to; in_line it stays.
  void step_over(receive_queue& queue, bool in_line) noexcept;
  /// `count` bytes were read, no more than limit() said.
  void consumed(std::size_t count) noexcept;

  /// The urgent byte, out of line. would_block: announced and not there yet. invalid_argument: there is none.
  error take(receive_queue& queue, bool peek, std::byte& out) noexcept;

 private:
  bool here_ = false;  // the mark lies at or ahead of the reading position
  std::size_t before_ = 0;
  bool lifted_ = false;            // its byte is no longer in the stream
  std::optional<std::byte> kept_;  // put aside by ordinary reading, and not asked for yet
  std::uint64_t announced_ = 0;    // how many there were
};

}  // namespace loopsock::lwip
