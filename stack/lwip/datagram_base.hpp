// datagram_base: what UDP and raw ports have in common: the queue of received datagrams, whom to tell, options, groups.
//
//   lwIP's callback ─► arrived() ─► [ queue_ ] ─► receive()
//   "port unreachable" ─► failed() ─► failure_ ─┘  (given out before the queue, once)
//
// Groups  a port takes multicast only for groups that it has joined itself, as on Windows.
// Locks   the core lock guards everything. Public functions take it; protected ones have it. readable_ alone is also read
//         without, so that a waiter can spin on may_read().
#pragma once

#include <atomic>

#include "stack/lwip/core.hpp"
#include "stack/lwip/datagram_port.hpp"
#include "stack/lwip/datagram_queue.hpp"
#include "stack/lwip/group_list.hpp"

namespace loopsock::lwip {

/// What a datagram's header says beside its addresses.
struct datagram_traits {
  std::uint8_t hop_limit = 0;
  std::uint8_t traffic_class = 0;
};

class datagram_base : public datagram_port {
 public:
  void attach(const notify_target& target) noexcept final;
  datagram_result receive(buffers into, bool peek, deferred& work) noexcept final;
  bool may_read() noexcept final { return readable_.load(std::memory_order_acquire); }
  bool want_read() noexcept final;
  void want_any_change() noexcept final;
  std::uint64_t arrivals() noexcept final;
  std::size_t unread(bool total) noexcept final;
  void set_options(const datagram_options& options) noexcept final;
  error join_group(const ip_address& group, const ip_address& interface_address, bool join) noexcept final;
  error change_source(const source_request& wanted) noexcept final;
  error set_source_filter(const ip_address& group, const ip_address& interface_address,
                          const source_filter& filter) noexcept final;
  error source_filter_of(const ip_address& group, source_filter& out) noexcept final;

 protected:
  explicit datagram_base(const notify_target& target) noexcept : target_(target) {}
  ~datagram_base() = default;

  /// Takes over `data`.
  void arrived(pbuf* data, const endpoint& from, const datagram_label& label) noexcept;
  /// Leaves `data` alone. Without memory for a copy the datagram is dropped, as one may be.
  void arrived_copy(const pbuf& data, const endpoint& from, const datagram_label& label) noexcept;
  void failed(error what, const endpoint& about) noexcept;
  /// The options have changed: bring the pcb up to date.
  virtual void apply_options() noexcept = 0;

  [[nodiscard]] const datagram_options& options() const noexcept { return options_; }
  /// Those of a datagram that is to be sent.
  [[nodiscard]] datagram_traits traits_of(const datagram_manner& how, bool multicast) const noexcept;
  /// Whether datagrams of that sender to that group are wanted.
  [[nodiscard]] bool hears(const ip_address& group, const ip_address& source) const noexcept {
    return groups_.hears(group, source);
  }
  /// The last thing before the pcb is removed.
  void leave_groups() noexcept { groups_.leave_all(); }

  node& node_ = node_in_place();

 private:
  void update_readable() noexcept;

  notify_target target_;
  datagram_options options_;
  datagram_queue queue_;
  group_list groups_;
  endpoint failed_peer_;
  error failure_ = error::none;
  std::uint64_t arrivals_ = 0;
  bool armed_ = false;  // want_read() or want_any_change() has promised a note
  // Written by update_readable() under the core lock, after each change of queue_ or failure_.
  std::atomic<bool> readable_{false};
};

}  // namespace loopsock::lwip
