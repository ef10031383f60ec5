// story: a host, a peer, and one connection between them in whatever state the test wants to begin with.
//
//   story on(v4);                                              // the host is 10.0.0.1, the peer the test itself
//   host_socket client = on.connected();                       // a handshake has gone by; numbers are 1 on both sides
//   on.peer.say("abc");
//   on.peer.expect(ack, {.acked = 4});
//   CHECK(client.read() == "abc");
//
// Threads  the test's only.
#pragma once

#include <loopsock/testnet.hpp>

#include "tests/tcp/host_socket.hpp"
#include "tests/tcp/peer_script.hpp"

namespace tcp_test {

inline constexpr family v4 = family::v4, v6 = family::v6;
inline constexpr std::uint16_t host_port = 7, peer_port = 5000;

class story {
 public:
  explicit story(family version = v4, const manners& how = {});

  /// A socket whose connect() to the peer is on its way; its SYN is not read yet.
  host_socket connects();
  /// A listener at host_port.
  host_socket listens(int backlog = 5);
  /// A connection that the host has opened, by now established.
  host_socket connected();
  /// One that the peer has opened.
  host_socket accepted();
  /// Another connection of the peer's, from another port.
  peer_script another(std::uint16_t port, const manners& how = {}) { return {cable, port, host_port, how}; }

  void pass(nanoseconds span) { world.pass(span); }
  /// The host knows of the connection no more: it resets a segment that would be right.
  void check_forgotten(const place& where = place::current());
  [[nodiscard]] const std::string& host_address() const;
  [[nodiscard]] const std::string& peer_address() const;

  const family version;
  testnet::net world;

 private:
  struct winsock {
    winsock();
    ~winsock();
    winsock(const winsock&) = delete;
    winsock& operator=(const winsock&) = delete;
  } started_;

 public:
  testnet::host& host;
  testnet::peer& peer_end;
  wire cable;
  peer_script peer;
};

/// The host has been closed from its side, and all that is left of it is on the wire. Each puts both ends through the segments that lead there.
/// The numbers: the host's FIN is 1, the peer's is 1.
void to_fin_wait_1(story& on, host_socket& socket);
void to_fin_wait_2(story& on, host_socket& socket);
void to_closing(story& on, host_socket& socket);
void to_time_wait(story& on, host_socket& socket);
void to_close_wait(story& on, host_socket& socket);
void to_last_ack(story& on, host_socket& socket);

}  // namespace tcp_test
