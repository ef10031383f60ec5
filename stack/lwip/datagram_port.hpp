// datagram_port: UDP and raw IP (ICMP among them) in lwIP, with a bounded queue of received datagrams.
//
// All state is guarded by the core lock, which the functions take. A datagram that does not fit into the receive buffer's
// bytes is dropped, as UDP does. The target is told events::readable when the queue was armed by want_read() and something
// is there. An ICMP "port unreachable" for a connected or sending port is kept as an error for the next receive
// (connection_reset, as Windows does), unless that report is switched off.
//
// Lifetime close() frees it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "stack/base/address.hpp"
#include "stack/base/buffers.hpp"
#include "stack/base/datagram_label.hpp"
#include "stack/base/deferred.hpp"
#include "stack/base/source_filter.hpp"
#include "stack/lwip/node.hpp"

namespace loopsock::lwip {

struct datagram_options {
  std::size_t receive_bytes = 65536;  // SO_RCVBUF
  bool broadcast = false;
  bool report_unreachable = true;  // SIO_UDP_CONNRESET
  bool header_included = false;    // IP_HDRINCL, raw only
  bool multicast_loop = true;      // hear the groups' datagrams that this machine has sent itself
  bool receive_broadcast = true;
  std::uint8_t hop_limit = 128;
  std::uint8_t multicast_hops = 1;
  std::uint8_t traffic_class = 0;
  label_parts tell_v4 = 0;  // of datagrams that come over IPv4
  label_parts tell_v6 = 0;
};

struct datagram_result {
  std::size_t bytes = 0;        // copied into the caller's buffers
  error failure = error::none;  // would_block; message_too_long: `bytes` were filled, the rest of the datagram is lost
  endpoint from;
  datagram_label label;  // of a datagram; a report of an error has none
};

class datagram_port {
 public:
  /// On node `on`.
  static error open_udp(bool v6, const notify_target& target, datagram_port*& out,
                        node& on = this_threads_node()) noexcept;
  static error open_raw(bool v6, std::uint8_t protocol, const notify_target& target, datagram_port*& out,
                        node& on = this_threads_node()) noexcept;

  virtual void attach(const notify_target& target) noexcept = 0;
  /// Local address and port (already registered). `dual`: an IPv6 wildcard that takes IPv4 too.
  virtual error bind(const endpoint& local, bool dual) noexcept = 0;
  /// Only datagrams of `remote` are received from now on; none-family takes that back.
  virtual error connect(const endpoint& remote) noexcept = 0;
  /// `to` without a family: the peer. Besides what no route or no memory may cause: invalid_argument: not bound, or `how` names
  /// a link that does not exist or a source that is not ours. access_denied: a broadcast, and they are not allowed.
  virtual io_result send_as(const_buffers from, const endpoint& to, const datagram_manner& how,
                            deferred& work) noexcept = 0;
  /// The same as the options say.
  io_result send(const_buffers from, const endpoint& to, deferred& work) noexcept {
    return send_as(from, to, {}, work);
  }
  virtual datagram_result receive(buffers into, bool peek, deferred& work) noexcept = 0;
  [[nodiscard]] virtual bool may_read() noexcept = 0;
  virtual bool want_read() noexcept = 0;
  /// Promises one note (events::readable) for the next thing that comes, whatever is there now. Look at the state after the call.
  virtual void want_any_change() noexcept = 0;
  /// How many datagrams and reports of errors ever came.
  [[nodiscard]] virtual std::uint64_t arrivals() noexcept = 0;
  /// FIONREAD: the bytes of the first datagram. `total`: of all that wait.
  [[nodiscard]] virtual std::size_t unread(bool total) noexcept = 0;
  virtual void set_options(const datagram_options& options) noexcept = 0;
  virtual error join_group(const ip_address& group, const ip_address& interface_address, bool join) noexcept = 0;
  /// Whom of a group the port hears (RFC 3678). address_not_available: no such membership or source, or there is one already.
  /// invalid_argument: no group, or a member of the other sort. no_buffers.
  virtual error change_source(const source_request& wanted) noexcept = 0;
  virtual error set_source_filter(const ip_address& group, const ip_address& interface_address,
                                  const source_filter& filter) noexcept = 0;
  virtual error source_filter_of(const ip_address& group, source_filter& out) noexcept = 0;
  virtual void close(deferred& work) noexcept = 0;

 protected:
  ~datagram_port() = default;
};

}  // namespace loopsock::lwip
