// loss_recovery: finds what a link has lost by the peer's selective acknowledgements, and sends it again without waiting for a time-out.
//
//   SACK comes ──► the board ──► three segments' worth beyond a hole: it is lost
//                                  └─► half the window until everything sent by then is acknowledged;
//                                      holes first, new data when fewer bytes than the window are under way   (RFC 6675)
//
// lwIP sends selective acknowledgements but does not read them; it sends one lost segment again per window, and only while the peer's
// window stays the same, which Linux' does not. What is left waits for its timer, 0.6 s at least. That timer stays the last resort: when
// it runs out, what is known here is forgotten (the peer may have thrown it away), and what the peer tells again is not sent again.
//
// What was sent again may be lost too. It is, once three segments' worth of data has come that was sent after it for the first time.
//
// It is made when the first selective acknowledgement comes, so a connection that loses nothing pays for looking whether it is there.
//
// Threads  the core lock is held.
// Memory   belongs to a stream and ends with its pcb.
#pragma once

#include <lwip/arch.h>

#include <array>
#include <cstddef>
#include <span>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/pcb_index.hpp"
#include "stack/lwip/sack_board.hpp"

struct tcp_pcb;
struct tcp_seg;

namespace loopsock::lwip {

class loss_recovery final : private chore {
 public:
  /// `berth` has its pcb while this lives.
  explicit loss_recovery(pcb_berth& berth) noexcept;
  ~loss_recovery() { cancel_chore(*this); }
  loss_recovery(const loss_recovery&) = delete;
  loss_recovery& operator=(const loss_recovery&) = delete;

  /// A segment that acknowledges has come, with these options, and is not processed yet.
  void before_acknowledgement(u32_t acknowledged, std::span<const u8_t> options) noexcept;

 private:
  /// A segment that was sent again, and what had been sent until then.
  struct repeat {
    u32_t begin, sent_before;
  };
  static constexpr std::size_t most_repeats = 64;

  static void on_chore(chore& self) noexcept;
  void go_on() noexcept;
  void forget_acknowledged() noexcept;
  void keep_what_came() noexcept;
  [[nodiscard]] repeat* find_repeat(u32_t begin) noexcept;
  [[nodiscard]] bool is_lost(const tcp_seg& segment) noexcept;
  void begin() noexcept;
  void end() noexcept;
  [[nodiscard]] u32_t under_way() noexcept;
  void send() noexcept;
  void send_one_more() noexcept;
  bool send_again(tcp_seg** place) noexcept;
  bool note_repeat(const tcp_seg& segment) noexcept;

  pcb_berth& berth_;
  sack_board board_;
  bool recovering_ = false;
  bool after_timeout_ = false;
  u32_t end_ = 0;     // recovery ends when this is acknowledged
  u32_t resent_ = 0;  // where the first round through the holes has come to
  std::size_t repeats_count_ = 0;
  std::array<repeat, most_repeats> repeats_;  // the first repeats_count_
};

}  // namespace loopsock::lwip
