// options_transport: the options of IPPROTO_TCP and IPPROTO_UDP.
//
// The offloads of UDP (UDP_SEND_MSG_SIZE, UDP_RECV_MAX_COALESCED_SIZE) are not here: a program that was told they work would
// hand several datagrams to one send. WSAENOPROTOOPT makes it send them one by one.
//
// Threads  see option_table.hpp.
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/error_map.hpp"
#include "compat/option_access.hpp"

namespace loopsock::compat {
namespace {

using options = socket_options;

// BSD's way to point at the urgent byte is the default; RFC 1122's is its opposite and the same switch.
int get_bsd_urgent(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = state.options.rfc1122_urgent ? 0 : 1;
  return 0;
}
int set_bsd_urgent(options& o, const socket_facts&, std::uint32_t on) noexcept {
  o.rfc1122_urgent = on == 0;
  return 0;
}

template <auto member>
int get_seconds(const open_socket&, const option_state& state, std::uint32_t& out) noexcept {
  out = seconds_of(state.options.*member);
  return 0;
}
template <auto member>
int set_seconds(options& o, const socket_facts&, std::uint32_t value) noexcept {
  o.*member = milliseconds_of(value);
  return 0;
}

int set_probes(options& o, const socket_facts&, std::uint32_t value) noexcept {
  if (value == 0) return WSAEINVAL;
  o.keep_alive_probes = static_cast<std::uint8_t>(value);
  return 0;
}

// As SIOCATMARK answers it.
int get_at_mark(const open_socket& one, const option_state& state, std::uint32_t& out) noexcept {
  urgent_state urgent;
  const error failed = one->urgent(one.number, urgent);
  out = state.options.urgent_inline || failed != error::none || !urgent.pending ? 1 : 0;
  return failed == error::not_a_socket ? WSAENOTSOCK : 0;
}

// No ICMP message of an unreachable peer comes over the loopback link.
int get_icmp_error(const open_socket&, const option_state&, char*, int&) noexcept { return WSANO_DATA; }

using enum kept;
using enum value_form;

constexpr option_row tcp_rows[] = {
    truth<&options::no_delay>(TCP_NODELAY, one_byte, streams),
    truth<&options::rfc1122_urgent>(TCP_EXPEDITED_1122, short_ok, streams),
    truth<&options::rfc1122_urgent>(TCP_STDURG, short_ok, streams),
    {.name = TCP_BSDURGENT,
     .form = short_ok,
     .kinds = streams,
     .truth = true,
     .get = get_bsd_urgent,
     .set = set_bsd_urgent},
    kept_truth<ignore_urgent>(TCP_NOURG, streams),
    {.name = TCP_ATMARK, .form = short_ok, .kinds = streams, .truth = true, .get = get_at_mark},
    {.name = TCP_KEEPALIVE,
     .form = four_bytes,
     .kinds = streams,
     .get = get_seconds<&options::keep_alive_idle_ms>,
     .set = set_seconds<&options::keep_alive_idle_ms>},
    {.name = TCP_KEEPINTVL,
     .form = four_bytes,
     .kinds = streams,
     .get = get_seconds<&options::keep_alive_interval_ms>,
     .set = set_seconds<&options::keep_alive_interval_ms>},
    {.name = TCP_KEEPCNT,
     .form = four_bytes,
     .kinds = streams,
     .largest = 255,
     .get = get_member<&options::keep_alive_probes>,
     .set = set_probes},
    {.name = TCP_MAXSEG,
     .form = four_bytes,
     .kinds = streams,
     .largest = 65535,
     .get = get_member<&options::max_segment>,
     .set = set_member<&options::max_segment>},
    {.name = TCP_MAXRT,
     .form = four_bytes,
     .kinds = streams,
     .get = get_seconds<&options::max_retransmit_ms>,
     .set = set_seconds<&options::max_retransmit_ms>},
    number<&options::max_retransmit_ms>(TCP_MAXRTMS, streams),
    kept_truth<no_syn_retries>(TCP_NOSYNRETRIES, streams),
    kept_truth<timestamps>(TCP_TIMESTAMPS, streams),
    {.name = TCP_OFFLOAD_PREFERENCE,
     .form = four_bytes,
     .kinds = streams,
     .largest = TCP_OFFLOAD_PREFERRED,
     .get = get_member<&options::offload_preference>,
     .set = set_member<&options::offload_preference>},
    number<&options::congestion_algorithm>(TCP_CONGESTION_ALGORITHM, streams),
    kept_truth<delay_fin_ack>(TCP_DELAY_FIN_ACK, streams),
    kept_truth<fast_open>(TCP_FASTOPEN, streams),
    kept_truth<fail_connect_on_icmp>(TCP_FAIL_CONNECT_ON_ICMP_ERROR, streams),
    {.name = TCP_ICMP_ERROR_INFO, .form = bytes, .kinds = streams, .get_bytes = get_icmp_error},
};

constexpr option_row udp_rows[] = {
    kept_truth<udp_no_checksum>(UDP_NOCHECKSUM, datagrams),
    number<&options::checksum_coverage>(UDP_CHECKSUM_COVERAGE, datagrams),
};

}  // namespace

std::span<const option_row> tcp_options() noexcept { return tcp_rows; }
std::span<const option_row> udp_options() noexcept { return udp_rows; }

}  // namespace loopsock::compat
