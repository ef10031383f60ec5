// tcp_stream_impl: one TCP connection: a tcp_pcb, the bytes that were not read, and who is told.
//
//              connect_tcp                      SYN at a listener
//                  │                                   │
//                  ▼                                   ▼
//   held by  [ the caller ] ◄──── take() ──── [ the listener ] ── dies ──► its place is given back, deleted
//                  │ close()
//                  ▼
//            [ nobody ] ── lwIP frees the pcb ──► `released` is called, deleted
//
// While somebody holds it, the object outlives its pcb (a reset frees the pcb at once). Afterwards the pcb outlives the
// holder (FIN-WAIT, TIME-WAIT…) and the object goes with it.
//
// Its functions are spread over tcp_stream.cpp (life, options), tcp_receive.cpp, tcp_send.cpp, tcp_close.cpp and
// tcp_connect.cpp.
//
// Threads  the core lock guards everything. The functions of `stream` take it; the others are called with it held.
// Atomics  readable_, writable_: written under the core lock, read by whoever spins.
#pragma once

#include <lwip/tcp.h>

#include <atomic>
#include <memory>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/loss_recovery.hpp"
#include "stack/lwip/pcb_index.hpp"
#include "stack/lwip/receive_queue.hpp"
#include "stack/lwip/segment_account.hpp"
#include "stack/lwip/stack_counts.hpp"
#include "stack/lwip/stream_link.hpp"
#include "stack/lwip/tcp_stream.hpp"
#include "stack/lwip/urgent_mark.hpp"

struct tcp_hdr;
struct tcp_seg;

namespace loopsock::lwip {

class ready_segments;
class tcp_listener_impl;

class tcp_stream_impl final : public stream, private stream_link, private chore {
 public:
  // -- making one. Core lock held.
  tcp_stream_impl(const endpoint& local, const endpoint& remote, const stream_options& options,
                  tuple_released released) noexcept;
  ~tcp_stream_impl();
  /// Once, after lwip_init().
  static void prepare() noexcept;
  /// The stream of a pcb that is not listening.
  static tcp_stream_impl* of(const tcp_pcb& pcb) noexcept;
  void set_target(const notify_target& target) noexcept { target_ = target; }
  /// Sends the SYN. On failure there is no pcb, and the object is the caller's to delete.
  error start_connecting() noexcept;
  error connect_to_itself() noexcept;

  // -- for the listener. Core lock held.
  /// A pcb that a SYN has made.
  void take_over_embryo(tcp_pcb& pcb, tcp_listener_impl& listener) noexcept;
  void hand_out() noexcept;
  /// Ends it without a holder: resets the connection, and deletes the object.
  void reset_and_forget() noexcept;
  static tcp_stream_impl& from(stream_link& link) noexcept { return static_cast<tcp_stream_impl&>(link); }
  stream_link& place() noexcept { return *this; }
  /// Where its pcb lies.
  pcb_berth& berth() noexcept { return berth_; }
  [[nodiscard]] const endpoint& local() const noexcept { return local_; }
  [[nodiscard]] const endpoint& remote() const noexcept { return remote_; }

  // -- for the hooks. Core lock held.
  /// A segment with `length` bytes of data has come and is not processed yet. Its fields but urgp are in host order.
  void before_segment(tcp_hdr& segment, u16_t length) noexcept;
  /// What it acknowledges. Its options lie in two pieces, where `rest` is not nullptr.
  void before_acknowledgement(const tcp_hdr& segment, u16_t options_length, u16_t first_length,
                              const u8_t* rest) noexcept {
    constexpr u16_t shortest_sack = 10;
    if (options_length >= shortest_sack || recovery_ != nullptr)
      look_for_losses(segment, options_length, first_length, rest);
  }
  /// A segment is about to be sent; its fields are in network order.
  void before_sending(const pbuf& packet, tcp_hdr& segment) noexcept;

  /// The connections that nobody holds (stack_counts.hpp).
  static std::size_t list_orphans(std::span<orphan> out) noexcept;
  /// Resets every connection that nobody holds.
  static void drop_orphans() noexcept;

  // -- stream
  void attach(const notify_target& target) noexcept override;
  error connect_result() noexcept override;
  io_result read(buffers into, unsigned flags, deferred& work) noexcept override;
  bool may_read() noexcept override;
  io_result linger(const buffer& into, unsigned looks, deferred& work) noexcept override;
  bool want_read() noexcept override;
  bool post(const buffer&) noexcept override { return false; }
  std::size_t collect(deferred&) noexcept override { return 0; }
  void want_any_change() noexcept override;
  std::size_t unread() noexcept override;
  urgent_state urgent() noexcept override;
  bool peer_gone() noexcept override;
  void stop_reading(deferred& work) noexcept override;
  io_result write(const_buffers from, unsigned flags, deferred& work) noexcept override;
  bool may_write() noexcept override;
  bool want_write(std::size_t bytes) noexcept override;
  void finish(deferred& work) noexcept override;
  error failure() noexcept override;
  void set_options(const stream_options& options, deferred& work) noexcept override;
  bool drained() noexcept override;
  void report(stream_report& out) noexcept override;  // tcp_report.cpp
  void close(bool abort, deferred& work) noexcept override;

 private:
  enum class holder : std::uint8_t { caller, listener, nobody };

  void fill(stream_report& out) const noexcept;  // tcp_report.cpp
  static stream_link& first_orphan() noexcept;   // the head of their ring

  // -- life (tcp_stream.cpp, tcp_close.cpp)
  void adopt(tcp_pcb& pcb) noexcept;
  void apply_options() noexcept;
  void established() noexcept;
  void pcb_freed() noexcept;
  void failed_with(err_t code) noexcept;
  void fail(error why) noexcept;
  void reset_by_us() noexcept;
  void become_orphan() noexcept;
  void die() noexcept;

  // -- receiving (tcp_receive.cpp)
  err_t arrived(pbuf* data) noexcept;
  void peer_finished() noexcept;
  [[nodiscard]] std::size_t receive_window() const noexcept;
  bool renew_credit() noexcept;
  void announce_credit() noexcept;
  void update_readable() noexcept;
  io_result read_much(buffers into, deferred& work) noexcept;
  io_result read_urgent(buffers into, unsigned flags) noexcept;
  void note_urgent(const tcp_hdr& segment) noexcept;
  void lend_window(const tcp_hdr& segment, u16_t length) noexcept;

  // -- sending (tcp_send.cpp)
  [[nodiscard]] std::size_t queued_bytes() const noexcept;
  [[nodiscard]] std::size_t send_limit() const noexcept;
  [[nodiscard]] std::size_t room() const noexcept;
  [[nodiscard]] bool ready_for(std::size_t wanted) const noexcept;
  [[nodiscard]] bool may_send() const noexcept;
  [[nodiscard]] std::size_t segment_size() const noexcept;
  void copy_ahead(const_buffers from, ready_segments& to) noexcept;
  io_result queue_ready(ready_segments& ready) noexcept;
  io_result queue_bytes(const_buffers from, std::size_t count) noexcept;
  void fit_segments() noexcept;
  void send_what_fits() noexcept;
  bool split_head() noexcept;
  void look_for_losses(const tcp_hdr& segment, u16_t options_length, u16_t first_length, const u8_t* rest) noexcept;
  void send_urgent() noexcept;
  void send_owed_ack() noexcept;
  void update_writable() noexcept;

  void check_invariants() const noexcept;

  // -- lwIP's callbacks
  static void on_destroy(u8_t id, void* self) noexcept;
  static err_t on_passive_open(u8_t id, tcp_pcb_listen* listener, tcp_pcb* pcb) noexcept;
  static err_t on_connected(void* self, tcp_pcb* pcb, err_t code) noexcept;
  static err_t on_received(void* self, tcp_pcb* pcb, pbuf* data, err_t code) noexcept;
  static err_t on_sent(void* self, tcp_pcb* pcb, u16_t count) noexcept;
  static void on_error(void* self, err_t code) noexcept;
  static void on_chore(chore& self) noexcept;

  friend class tcp_listener_impl;

  node& node_ = node_in_place();
  tcp_pcb* pcb_ = nullptr;
  pcb_berth berth_;
  tcp_listener_impl* listener_ = nullptr;  // while it is the holder
  notify_target target_;
  stream_options options_;
  endpoint local_, remote_;
  tuple_released released_;
  holder held_by_ = holder::caller;
  bool on_loopback_ = false;

  error connected_ = error::would_block;
  error failure_ = error::none;  // sticky
  bool probed_in_vain_ = false;  // keep-alive has had no answer to its last probe, when the pcb ended

  std::uint64_t bytes_out_ = 0, bytes_in_ = 0;  // given to lwIP, come from it
  segment_account account_;

  receive_queue queue_;
  urgent_mark mark_;
  u32_t arrived_seq_ = 0;        // of the next byte to go into queue_
  bool urgent_awaited_ = false;  // an urgent byte was announced that has not arrived
  u32_t urgent_seq_ = 0;         // its sequence number
  bool end_of_stream_ = false;
  bool reading_stopped_ = false;
  bool window_lent_ = false;  // rcv_wnd is larger than the credit, for one segment
  bool read_wanted_ = false;

  bool finished_ = false;
  bool urgent_unsent_ = false;  // the peer has not acknowledged the byte before urgent_end_
  u32_t urgent_end_ = 0;        // the sequence number behind the urgent byte
  std::size_t narrow_ = 0;  // the peer's window when a segment had to be cut; 0: none since segments were last fitted
  std::unique_ptr<loss_recovery> recovery_;  // since the peer first had a hole to tell of
  std::size_t write_wanted_ = 0;             // bytes of room; 0: nobody waits

  std::atomic<bool> readable_{false};
  std::atomic<bool> writable_{false};
};

}  // namespace loopsock::lwip
