// host_socket: a Winsock socket on a host of the test, which never blocks: so the test's own thread plays the program and the peer by turns.
//
// Errors   calls that the test does not ask the error of have to succeed, or the test fails.
// Memory   the socket stays open until close() or the end of the story.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <mstcpip.h>

#include <cstdint>
#include <loopsock/testnet.hpp>
#include <string>
#include <string_view>

#include "tests/tcp/ip_packet.hpp"

namespace tcp_test {

namespace testnet = loopsock::testnet;

// Most stories have one that they need not look at.
class [[maybe_unused]] host_socket {
 public:
  host_socket(testnet::host& on, family version, int type = SOCK_STREAM);

  /// 0, or the error of the call.
  int bind(const std::string& to, std::uint16_t port);
  int connect(const std::string& to, std::uint16_t port);
  int listen(int backlog);
  /// A connection from the backlog; there has to be one.
  host_socket accept();
  [[nodiscard]] bool can_accept() const;

  /// What a program learns of its connect(): 0, WSAEWOULDBLOCK while it goes on, or how it failed.
  [[nodiscard]] int connect_result() const;
  /// What has come; empty when nothing has, or nothing more will.
  std::string read(int most = 1 << 20);
  /// How recv() fails now; 0: it does not.
  int read_error();
  /// Whether recv() tells of the end of the stream.
  bool at_end();
  /// MSG_OOB: the urgent byte, or empty.
  std::string read_urgent();
  [[nodiscard]] bool at_mark() const;
  /// How many bytes send() has taken; 0: WSAEWOULDBLOCK.
  int write(std::string_view text, int how = 0);
  int write_error();
  void stop_writing();
  void stop_reading();
  void close();
  /// closesocket() with a linger time of 0: a reset.
  void abort();

  void set(int level, int option, int value);
  [[nodiscard]] int get(int level, int option) const;
  void keep_alive(std::uint32_t idle_ms, std::uint32_t interval_ms);
  /// Which of TCPSTATE_…
  [[nodiscard]] int state() const;
  [[nodiscard]] std::uint32_t congestion_window() const;

 private:
  host_socket(testnet::host& on, SOCKET whose);
  void make_patient();
  [[nodiscard]] TCP_INFO_v0 info() const;

  testnet::host* on_;
  SOCKET socket_;
};

}  // namespace tcp_test
