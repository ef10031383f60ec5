// ioctl_settings: control codes that set something of a socket.
//
// Threads  any.
#include <mstcpip.h>
#include <mswsock.h>
#include <winsock2.h>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"
#include "compat/option_access.hpp"

namespace loopsock::compat {
namespace {

/// Changes the options of a socket of the right kind; WSAEOPNOTSUPP for another. `edit(options)` cannot fail.
template <class Edit>
int change(control_call& call, std::uint8_t kinds, const Edit& edit) {
  struct wanted {
    std::uint8_t kinds;
    const Edit& edit;
  } const w{kinds, edit};
  return wsa_error(call.one->change_options(call.one.number, [&w](socket_options& options, const socket_facts& facts) {
    const bool stream = facts.spec.kind == socket_kind::stream;
    if ((w.kinds & (stream ? streams : messages)) == 0) return error::not_supported;
    w.edit(options);
    return error::none;
  }));
}

// A time of 0 leaves the time as it is.
int set_keep_alive(control_call& call) {
  tcp_keepalive wanted;
  const int unfit = take_input(call, wanted);
  if (unfit != 0) return unfit;
  return change(call, streams, [&wanted](socket_options& o) {
    o.keep_alive = wanted.onoff != 0;
    if (wanted.keepalivetime != 0) o.keep_alive_idle_ms = wanted.keepalivetime;
    if (wanted.keepaliveinterval != 0) o.keep_alive_interval_ms = wanted.keepaliveinterval;
  });
}

int set_initial_rto(control_call& call) {
  TCP_INITIAL_RTO_PARAMETERS wanted;
  const int unfit = take_input(call, wanted);
  if (unfit != 0) return unfit;
  return change(call, streams, [&wanted](socket_options& o) {
    o.initial_rto_ms = wanted.Rtt;
    o.initial_retransmissions = wanted.MaxSynRetransmissions;
  });
}

template <class Edit>
int set_truth(control_call& call, const Edit& edit) {
  BOOL on = FALSE;
  const int unfit = take_input(call, on);
  if (unfit != 0) return unfit;
  return change(call, messages, [&](socket_options& o) { edit(o, on != FALSE); });
}

// Whether "port unreachable" comes back as WSAECONNRESET.
int set_connection_reset(control_call& call) {
  return set_truth(call, [](socket_options& o, bool on) { o.report_unreachable = on; });
}

int set_network_reset(control_call& call) {
  return set_truth(call,
                   [](socket_options& o, bool on) { o.switches[of_family(kept::report_net_unreachable, false)] = on; });
}

int set_multicast_loop(control_call& call) {
  return set_truth(call, [](socket_options& o, bool on) { o.multicast_loop = o.multicast_loop_v6 = on; });
}

int set_multicast_scope(control_call& call) {
  int scope = 0;
  const int unfit = take_input(call, scope);
  if (unfit != 0) return unfit;
  if (scope < 0 || scope > 255) return WSAEINVAL;
  return change(call, messages,
                [scope](socket_options& o) { o.multicast_ttl = o.multicast_hops = static_cast<std::uint8_t>(scope); });
}

// A full queue is to drop its oldest datagram instead of the newest: kept, and read by nobody yet.
int set_circular_queueing(control_call& call) {
  return change(call, messages,
                [](socket_options& o) { o.switches[of_family(kept::circular_queueing, false)] = true; });
}

// To see every packet of an interface needs administrator rights on Windows, and an interface to look at.
int refuse_every_packet(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  return facts.spec.kind == socket_kind::raw ? WSAEACCES : WSAEOPNOTSUPP;
}

constexpr control_row rows[] = {
    {SIO_LOOPBACK_FAST_PATH, run_fast_path_code},
    {SIO_KEEPALIVE_VALS, set_keep_alive},
    {SIO_TCP_INITIAL_RTO, set_initial_rto},
    {SIO_UDP_CONNRESET, set_connection_reset},
    {SIO_UDP_NETRESET, set_network_reset},
    {SIO_MULTIPOINT_LOOPBACK, set_multicast_loop},
    {SIO_MULTICAST_SCOPE, set_multicast_scope},
    {SIO_ENABLE_CIRCULAR_QUEUEING, set_circular_queueing},
    {SIO_RCVALL, refuse_every_packet},
    {SIO_RCVALL_MCAST, refuse_every_packet},
    {SIO_RCVALL_IGMPMCAST, refuse_every_packet},
    {SIO_RCVALL_IF, refuse_every_packet},
    {SIO_RCVALL_MCAST_IF, refuse_every_packet},
};

}  // namespace

std::span<const control_row> setting_codes() noexcept { return rows; }

}  // namespace loopsock::compat
