// option_table: what getsockopt and setsockopt know of each option, one row per option.
//
// A level is an array of rows (options_socket.cpp, options_ip.cpp, options_transport.cpp). A row says how the value travels,
// which sockets have the option, when it may be set, and how it is read from and written to the stack's socket_options.
// options.cpp does what is the same for all.
//
// Threads  the tables are constant.
#pragma once

#include <winsock2.h>

#include <cstdint>
#include <span>

#include "compat/handles.hpp"
#include "stack/socket/socket_options.hpp"

namespace loopsock::compat {

/// How a value travels. The three that take numbers differ as Windows' own options do (seen in the tests that Wine runs on
/// Windows): what they make of a length other than 4.
enum class value_form : std::uint8_t {
  one_byte,    // the first byte counts, whatever the length; one byte comes back
  short_ok,    // 4 bytes, or the first byte of less
  four_bytes,  // 4 bytes or WSAEFAULT
  bytes,       // the row's own functions look at the length
};

enum class moment : std::uint8_t { any_time, before_bind, before_listen };

/// Which kinds of socket have the option. Bits.
enum sockets_with : std::uint8_t { streams = 1, datagrams = 2, raws = 4, messages = datagrams | raws, all_kinds = 7 };

/// A socket and what was known of it when the call began.
struct option_state {
  socket_options options;
  socket_facts facts;
};

// Each returns 0 or a Winsock error. A setter runs under the socket's lock and calls nobody.
using number_getter = int (*)(const open_socket&, const option_state&, std::uint32_t& out);
using number_setter = int (*)(socket_options&, const socket_facts&, std::uint32_t value);
/// `length` is not negative. On success it becomes what getsockopt reports.
using bytes_getter = int (*)(const open_socket&, const option_state&, char* value, int& length);
using bytes_setter = int (*)(const open_socket&, const option_state&, const char* value, int length);

struct option_row {
  int name;
  value_form form;
  std::uint8_t kinds;                  // sockets_with
  bool truth = false;                  // any value but 0 is 1
  std::uint32_t largest = 0xffffffff;  // beyond it a value is WSAEINVAL
  moment when = moment::any_time;
  int foreign = WSAENOPROTOOPT;  // the answer to a socket of another kind
  bool clears = false;           // a failing getsockopt zeroes the buffer, as Windows does for these
  number_getter get = nullptr;   // no getter: the option cannot be read
  number_setter set = nullptr;   // no setter: it cannot be set
  bytes_getter get_bytes = nullptr;
  bytes_setter set_bytes = nullptr;
};

std::span<const option_row> socket_level_options() noexcept;  // SOL_SOCKET
std::span<const option_row> tcp_options() noexcept;
std::span<const option_row> udp_options() noexcept;
std::span<const option_row> ip_options() noexcept;
std::span<const option_row> ipv6_options() noexcept;

}  // namespace loopsock::compat
