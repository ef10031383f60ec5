// peer_script: one TCP connection as a peer plays it who does what it is told, segment by segment.
//
//   script.expect(syn);                         the host has sent a SYN, just now; its initial sequence number is known from here on
//   script.answer_syn();                        a SYN ACK as the script's manners have it
//   script.say("hello");                        data, at where the peer's stream is
//   script.send(script.make(ack).at(9));        anything
//   script.expect(ack, {.acked = 6});           what came has to be right in all that is named
//   script.expect_after(3s, syn);               and comes so much later than the segment before it, to a tick of lwIP's timer
//   script.expect_nothing(1s);
//
// Numbers  each side's count from its initial sequence number. The script keeps where both streams are: `make` gives the peer's next number, and
//          acknowledges what has come without a gap. What the host acknowledged is not looked at: nothing is sent again that the test does not send.
// Time     virtual; "just now" is 50 ms, of which the cable takes 0.2.
// Errors   a test that is not met fails at once, with the whole conversation and the line of the test.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <loopsock/testnet.hpp>
#include <optional>
#include <source_location>
#include <string>

#include "tests/tcp/segment.hpp"

namespace tcp_test {

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;
using nanoseconds = std::chrono::nanoseconds;
using place = std::source_location;

/// lwIP's slow timer here. What it counts in ticks comes up to one earlier than its time, what it compares with a moment up to two later.
inline constexpr auto slow_tick = 200ms;

/// How a peer opens a connection.
struct manners {
  std::optional<std::uint16_t> mss = 1460;
  std::optional<std::uint8_t> scale = std::nullopt;
  bool sack = false;
  std::uint16_t window = 65535;
  std::uint32_t first = 1000;  // its initial sequence number
};

/// What a segment has to be; what is not named may be anything.
struct expected {
  std::optional<std::uint32_t> seq = std::nullopt, acked = std::nullopt;
  std::optional<std::string> text = std::nullopt;
  std::optional<std::uint16_t> window = std::nullopt;
  nanoseconds within = 50ms;
};

/// The wire between the one host and the one peer of a story: packets as packets.
class wire {
 public:
  wire(testnet::net& world, testnet::host& host, testnet::peer& peer, family version);
  /// A packet from the peer to the host that carries nothing yet.
  [[nodiscard]] ip_packet envelope() const;
  void send(const ip_packet& packet);
  /// The next that carries this; others for the peer are left out. Empty: none came.
  std::optional<ip_packet> receive(std::uint8_t carries, nanoseconds within);
  /// The next segment to one of the peer's ports.
  std::optional<segment> receive_segment(std::uint16_t to_port, nanoseconds within);
  [[nodiscard]] nanoseconds now() const { return world_.now(); }
  void pass(nanoseconds span) { world_.pass(span); }
  [[nodiscard]] const address& host_address() const { return host_; }

 private:
  testnet::net& world_;
  testnet::peer& peer_;
  family version_;
  address host_, own_;
  std::deque<segment> for_others_;
};

class peer_script {
 public:
  peer_script(wire& over, std::uint16_t own_port, std::uint16_t host_port, const manners& how);

  // -- what the host does
  segment expect(unsigned flags, const expected& what = {}, const place& where = place::current());
  segment expect_after(nanoseconds span, unsigned flags, const expected& what = {},
                       const place& where = place::current());
  void expect_nothing(nanoseconds span, const place& where = place::current());
  /// All of it in whatever segments, acknowledged as it comes.
  void expect_text(const std::string& whole, const place& where = place::current());
  /// The same, each acknowledged after a pause, and a FIN at its end.
  void expect_text_and_fin(const std::string& whole, nanoseconds pause, const place& where = place::current());

  // -- what the peer does
  [[nodiscard]] segment make(unsigned flags) const;
  void send(const segment& one);
  void send_syn();
  void answer_syn();
  void say(const std::string& text) { send(make(ack | psh).saying(text)); }
  void acknowledge() { send(make(ack)); }
  void finish() { send(make(fin | ack)); }
  void reset() { send(make(rst | ack)); }
  /// The window of all segments from now on.
  void set_window(std::uint16_t window) { how_.window = window; }

  [[nodiscard]] std::uint32_t next() const { return next_; }    // of the peer's stream
  [[nodiscard]] std::uint32_t heard() const { return heard_; }  // of the host's
  [[nodiscard]] std::uint16_t port_of_host() const { return host_port_; }
  [[nodiscard]] std::uint32_t host_first() const { return host_first_.value_or(0); }

 private:
  std::optional<segment> receive(nanoseconds within);
  void collect(const std::string& whole, bool with_fin, nanoseconds pause, const place& where);
  segment check(std::optional<segment> got, unsigned flags, const expected& what, const place& where);
  void note(const char* who, const segment& one);
  [[noreturn]] void fail(const std::string& why, const place& where) const;

  wire& wire_;
  std::uint16_t own_port_, host_port_;
  manners how_;
  std::optional<std::uint32_t> host_first_;
  std::uint32_t next_ = 0, heard_ = 0;
  nanoseconds last_{0};  // when the segment before was sent or came
  std::string conversation_;
};

}  // namespace tcp_test
