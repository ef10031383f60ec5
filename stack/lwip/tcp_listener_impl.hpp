// tcp_listener_impl: a listening pcb and all that comes in through it.
//
//   SYN ─► place at the gate? ──no──► RST
//              │ yes
//              ├─ conditional ─► requests_ ── admit() ──┐
//              ▼                                         ▼
//          embryos_ (SYN-RCVD) ── ACK ─► ready_ ── take() ─► the caller's
//
// Every entry of the three lists holds one place at the gate; so does a SYN between the hook that let it pass and the
// passive_open callback that makes its stream (place_in_hand_).
//
// Threads  the core lock guards everything. The functions of `tcp_listener` take it; the others are called with it held.
#pragma once

#include <lwip/tcp.h>

#include "stack/lwip/held_syn.hpp"
#include "stack/lwip/tcp_listener.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"

namespace loopsock::lwip {

class tcp_listener_impl final : public tcp_listener {
 public:
  tcp_listener_impl(accept_gate& gate, const notify_target& target, tuple_released released) noexcept
      : gate_(gate), target_(target), released_(released) {}

  /// The slot in which pcbs bear their streams, and what answers a SYN; once.
  static void prepare(u8_t slot, tcp_extarg_callback_passive_open_fn passive_open) noexcept;
  static tcp_listener_impl& of(const tcp_pcb& listening) noexcept {
    return *static_cast<tcp_listener_impl*>(listening.callback_arg);
  }
  error listen(const endpoint& local, bool dual) noexcept;

  /// A segment has come for the listening pcb. ERR_OK lets lwIP see it.
  err_t before_segment(const tcp_hdr& segment, u16_t options_length, u16_t first_length, const u8_t* rest) noexcept;
  /// lwIP has made a pcb for a SYN.
  err_t embryo(tcp_pcb& pcb) noexcept;
  /// A connection in a list of ours has died.
  void lost(tcp_stream_impl& dead) noexcept;

  established take(deferred& work) noexcept override;
  connection_request take_request(deferred& work) noexcept override;
  bool some_gave_up(deferred& work) noexcept override;
  bool waits(std::uint32_t number, deferred& work) noexcept override;
  bool admit(std::uint32_t number, deferred& work) noexcept override;
  bool under_way(const endpoint& remote, deferred& work) noexcept override;
  void refuse(std::uint32_t number, deferred& work) noexcept override;
  void set_options(const stream_options& options, deferred& work) noexcept override;
  void close(deferred& work) noexcept override;

 private:
  static err_t on_accept(void* self, tcp_pcb* pcb, err_t code) noexcept;

  void put_hand_back() noexcept;
  err_t hold(const tcp_hdr& segment, u16_t options_length, u16_t first_length, const u8_t* rest) noexcept;
  template <class Match>
  held_syn** find(Match match) noexcept;
  void forget(held_syn** where) noexcept;
  void give_up(held_syn** where) noexcept;
  held_syn** unanswered(std::uint32_t number) noexcept;
  void reset_all(stream_link& list) noexcept;

  node& node_ = node_in_place();
  accept_gate& gate_;
  notify_target target_;
  tuple_released released_;
  stream_options options_;
  tcp_pcb* pcb_ = nullptr;

  stream_link embryos_;
  stream_link ready_;
  held_syn* requests_ = nullptr;  // oldest first
  std::uint32_t last_number_ = 0;
  bool some_gave_up_ = false;
  bool place_in_hand_ = false;
};

}  // namespace loopsock::lwip
