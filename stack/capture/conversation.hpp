// conversation: a connection that exchanges no packets, told as the TCP segments that it would have exchanged.
//
//   fast path says        sent 40000 bytes          took 40000           finished
//                               │                       │                    │
//   the capture shows     ► 32768 ► 7232          ◄ ACK, window         ► FIN ◄ ACK
//
// Positions are bytes of a direction since the connection began; a sequence number is the direction's initial one, plus 1 for the SYN, plus the
// position. So a conversation may begin in the middle of the connection. What a segment acknowledges is all that was sent before it, since it lies
// in the reader's buffer; the window is what the buffer has room for. A reader acknowledges what it was the last to take, and says when its
// window has grown by half a buffer or two segments (RFC 9293, 3.8.6.2.2), or when the next segment would pass what it has said.
//
// The first segment of each has a comment that says so: a reader of the file can tell what was sent and what only would have been.
//
// Threads  one at a time: who makes the calls has a lock (stack/socket/fast_capture.hpp).
// Memory   a plain object. Bytes are the caller's, for the time of the call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "stack/base/address.hpp"
#include "stack/base/buffers.hpp"
#include "stack/capture/capture.hpp"
#include "stack/capture/segment_rules.hpp"

namespace loopsock::capture {

/// Stream bytes since the connection began.
using stream_position = std::uint64_t;

/// Where an end stands when its conversation begins.
struct speaker {
  endpoint at;
  stream_position sent = 0;   // by it
  stream_position taken = 0;  // by its reader, of what the other has sent
  std::uint32_t window = 0;   // its receive buffer, bytes
  bool finished = false;      // it has sent FIN
};

class conversation {
 public:
  using speakers = std::array<speaker, 2>;  // 0 has connected, 1 has accepted

  /// `salt` tells connections of the same four-tuple apart, by their initial sequence numbers.
  conversation(const interface& at, const segment_rules& rules, const speakers& who, std::uint32_t salt) noexcept;

  /// SYN, SYN and ACK, ACK.
  void established() noexcept;
  /// SYN, and the reset that answers it.
  void refused() noexcept;
  /// `bytes` of `data` are with the other end: the first `direct` in its reader's own memory, the others in its buffer. `urgent_end`: where the
  /// stream goes on after an urgent byte among them; 0: there is none.
  void sent(unsigned by, const_buffers data, std::size_t bytes, std::size_t direct,
            stream_position urgent_end) noexcept;
  /// `data` comes to an end that takes none; the caller says next that the other end broke().
  void sent_in_vain(unsigned by, const_buffers data) noexcept;
  /// The reader has taken all before `up_to`.
  void took(unsigned by, stream_position up_to) noexcept;
  void set_window(unsigned by, std::uint32_t bytes) noexcept;
  void finished(unsigned by) noexcept;
  /// A reset from this end. Nothing comes after it.
  void broke(unsigned by) noexcept;

  void set_manner(unsigned by, const segment_manner& manner) noexcept { ends_[by].manner = manner; }
  [[nodiscard]] bool over() const noexcept { return over_; }
  [[nodiscard]] const speaker& who(unsigned end) const noexcept { return ends_[end].is; }

 private:
  struct state {
    speaker is;
    segment_manner manner;
    std::uint32_t initial = 0;         // sequence number of its SYN
    stream_position acknowledged = 0;  // what its last segment said, FIN counted
    stream_position edge = 0;          // up to where its last segment let the other send
    std::uint16_t identification = 0;
  };

  [[nodiscard]] stream_position arrived(unsigned by) const noexcept;
  [[nodiscard]] stream_position edge_now(unsigned by) const noexcept;
  std::size_t fitting(unsigned by, std::size_t bytes) noexcept;
  void acknowledge_if_due(unsigned by) noexcept;
  void emit(unsigned by, std::uint8_t flags, const_buffers payload, std::uint16_t urgent = 0) noexcept;
  void check_invariants() const noexcept;

  const interface* at_;
  segment_rules rules_;
  std::array<state, 2> ends_;
  bool introduced_ = false;
  bool over_ = false;
};

}  // namespace loopsock::capture
