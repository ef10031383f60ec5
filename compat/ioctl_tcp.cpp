// ioctl_tcp: SIO_TCP_INFO, what is known of a connection, in its three versions.
//
// A connection over the fast path has no segments and nothing in flight: those figures are 0; what limits it is the peer's window alone, which is
// its window of congestion too. On the ordinary path a round trip is timed a few times a second (stack/lwip/segment_account.hpp).
// Nobody here counts duplicate acknowledgements, reordered bytes or what limited the sender: those stay 0.
//
// Threads  any.
#include <mstcpip.h>
#include <winsock2.h>

#include <algorithm>
#include <chrono>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"
#include "stack/base/stream_report.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

static_assert(static_cast<int>(tcp_state::established) == TCPSTATE_ESTABLISHED);
static_assert(static_cast<int>(tcp_state::time_wait) == TCPSTATE_TIME_WAIT);

ULONG64 milliseconds_since(host::time_point then) noexcept {
  if (then == host::time_point{}) return 0;  // not connected yet
  return static_cast<ULONG64>(std::chrono::duration_cast<std::chrono::milliseconds>(host::now() - then).count());
}

/// Each version begins with the fields of the one before.
template <class Info>
void fill(Info& info, const stream_report& report, const socket_facts& facts, const socket_options& options) noexcept {
  info.State = static_cast<TCPSTATE>(report.state);
  info.Mss = report.max_segment;
  info.ConnectionTimeMs = milliseconds_since(facts.connected_at);
  info.BytesInFlight = report.in_flight;
  info.Cwnd = report.congestion_window;
  info.SndWnd = report.send_window;
  info.RcvWnd = report.receive_window;
  info.RcvBuf = options.receive_buffer;
  info.BytesOut = report.bytes_out;
  info.BytesIn = report.bytes_in;
  info.SynRetrans = report.syn_retransmissions;
  info.RttUs = report.round_trip_us;
  info.MinRttUs = report.least_round_trip_us;
  info.BytesRetrans = static_cast<ULONG>(std::min<std::uint64_t>(report.retransmitted_bytes, MAXDWORD));
  info.FastRetrans = report.fast_retransmissions;
  info.TimeoutEpisodes = report.timeout_episodes;
  if constexpr (requires { info.OutOfOrderPktsIn; }) info.OutOfOrderPktsIn = report.out_of_order_segments;
}

template <class Info>
int give(control_call& call, const stream_report& report, const socket_facts& facts,
         const socket_options& options) noexcept {
  Info info{};
  fill(info, report, facts, options);
  return give_output(call, info);
}

int give_tcp_info(control_call& call) {
  DWORD version = 0;
  const int unfit = take_input(call, version);
  if (unfit != 0) return unfit;
  socket_facts facts;
  socket_options options;
  stream_report report;
  error failed = call.one->options(call.one.number, options, facts);
  if (failed == error::none) failed = call.one->report(call.one.number, report);
  if (failed != error::none) return wsa_error(failed);
  switch (version) {
    case 0: return give<TCP_INFO_v0>(call, report, facts, options);
    case 1: return give<TCP_INFO_v1>(call, report, facts, options);
    case 2: return give<TCP_INFO_v2>(call, report, facts, options);
    default: return WSAEINVAL;
  }
}

constexpr control_row rows[] = {
    {SIO_TCP_INFO, give_tcp_info},
};

}  // namespace

std::span<const control_row> tcp_codes() noexcept { return rows; }

}  // namespace loopsock::compat
