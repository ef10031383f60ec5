// support: what tests of a network in a test say again and again. Sockets, names and whole sends are tests/winsock/support.hpp's.
//
// One thread runs at a time, so that Catch2's macros may be used on every thread of a net; what REQUIRE throws there comes out of go().
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <loopsock/testnet.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

namespace testnet_test {

namespace testnet = loopsock::testnet;
using namespace winsock_test;
using std::chrono::nanoseconds;

// ---------------------------------------------------------------------------------------------------------------- streams

/// On the calling thread's host. The text decides the family: "0.0.0.0", "::", an address of the host.
inline held_socket listen_at(const char* address, std::uint16_t port, int backlog = SOMAXCONN) {
  const socket_name at = name_at(address, port);
  held_socket door = tcp(at.at.ss_family);
  REQUIRE(error_of(bind_to(door, at)) == 0);
  REQUIRE(error_of(listen(door, backlog)) == 0);
  return door;
}

inline held_socket accept_at(SOCKET door) {
  held_socket one(accept(door, nullptr, nullptr));
  REQUIRE(one != INVALID_SOCKET);
  return one;
}

inline held_socket connected_to(const std::string& address, std::uint16_t port) {
  const socket_name to = name_at(address.c_str(), port);
  held_socket s = tcp(to.at.ss_family);
  REQUIRE(error_of(connect_to(s, to)) == 0);
  return s;
}

/// The error of a connect; 0: it succeeded.
inline int connecting_fails_with(const std::string& address, std::uint16_t port) {
  const socket_name to = name_at(address.c_str(), port);
  const held_socket s = tcp(to.at.ss_family);
  return error_of(connect_to(s, to));
}

/// Everything until the other end has closed.
inline std::string receive_to_end(SOCKET s) {
  std::string text;
  char piece[4096];
  int count;
  while ((count = recv(s, piece, sizeof piece, 0)) > 0) text.append(piece, static_cast<std::size_t>(count));
  REQUIRE(error_of(count) == 0);
  return text;
}

/// A connection from one host to another, made by the test's thread; the listener is closed again.
inline connected_pair pair_between(testnet::host& client, testnet::host& server, std::uint16_t port = 80) {
  const held_socket door = server.call([&] { return listen_at("0.0.0.0", port); });
  connected_pair both;
  both.client = client.call([&] { return connected_to(server.address(), port); });
  both.server = accept_at(door);
  return both;
}

/// Bytes whose every place is recognisable.
inline std::string pattern(std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

// --------------------------------------------------------------------------------------------------------------- datagrams

inline held_socket datagrams_at(const std::string& address, std::uint16_t port) {
  const socket_name at = name_at(address.c_str(), port);
  held_socket s = udp(at.at.ss_family);
  REQUIRE(error_of(bind_to(s, at)) == 0);
  return s;
}

inline bool send_to(SOCKET s, const std::string& address, std::uint16_t port, const std::string& text) {
  const socket_name to = name_at(address.c_str(), port);
  return sendto(s, text.data(), static_cast<int>(text.size()), 0, to.plain(), to.length) ==
         static_cast<int>(text.size());
}

inline void give_up_after(SOCKET s, std::chrono::milliseconds span) {
  REQUIRE(set_option(s, SOL_SOCKET, SO_RCVTIMEO, static_cast<DWORD>(span.count())));
}

/// The next datagram, or "nothing" within so much virtual time.
inline std::string next_datagram(SOCKET s, std::chrono::milliseconds within = 1000ms) {
  give_up_after(s, within);
  std::string text(65536, '\0');
  const int count = recv(s, text.data(), static_cast<int>(text.size()), 0);
  if (count == SOCKET_ERROR) return "nothing";
  text.resize(static_cast<std::size_t>(count));
  return text;
}

// -------------------------------------------------------------------------------------------------------------------- time

/// How much real time `does` takes at its best; a busy machine gets `tries`, and a good first one ends it.
template <class Does>
double best_real_milliseconds(Does&& does, double good_enough, int tries = 3) {
  double best = 1e9;
  for (int i = 0; i < tries && best > good_enough; ++i) {
    const auto began = std::chrono::steady_clock::now();
    does();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
  }
  return best;
}

}  // namespace testnet_test

namespace Catch {
template <>
struct StringMaker<std::chrono::nanoseconds> {
  static std::string convert(std::chrono::nanoseconds span) { return std::to_string(span.count()) + " ns"; }
};
}  // namespace Catch
