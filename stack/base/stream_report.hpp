// stream_report: what a carrier can tell about its connection, for SIO_TCP_INFO and netstat. What a carrier does not know or has not stays 0.
//
// Threads  a plain value.
#pragma once

#include <cstdint>

namespace loopsock {

/// RFC 793, 3.2, in the order in which Winsock numbers them.
enum class tcp_state : std::uint8_t {
  closed,
  listen,
  syn_sent,
  syn_received,
  established,
  fin_wait_1,
  fin_wait_2,
  close_wait,
  closing,
  last_ack,
  time_wait,
};

struct stream_report {
  tcp_state state = tcp_state::closed;
  std::uint32_t max_segment = 0;  // bytes of data in one segment; 0: there are no segments
  std::uint32_t in_flight = 0;    // sent and not acknowledged
  std::uint32_t congestion_window = 0;
  std::uint32_t send_window = 0;     // what the peer lets in
  std::uint32_t receive_window = 0;  // what the peer was told
  std::uint64_t bytes_out = 0;       // taken from the application
  std::uint64_t bytes_in = 0;        // arrived, read or not
  std::uint8_t syn_retransmissions = 0;
  std::uint64_t queued = 0;  // taken from the application and not acknowledged
  std::uint64_t retransmitted_bytes = 0;
  std::uint32_t retransmitted_segments = 0;
  std::uint32_t fast_retransmissions = 0;  // of these, before a time-out
  std::uint32_t timeout_episodes = 0;
  std::uint32_t out_of_order_segments = 0;  // received
  std::uint64_t out_of_order_bytes = 0;
  std::uint32_t round_trip_us = 0;  // smoothed; 0: not measured yet, or there are no segments
  std::uint32_t least_round_trip_us = 0;
};

}  // namespace loopsock
