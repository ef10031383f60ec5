// options: getsockopt and setsockopt, over the tables of option_table.hpp.
//
//   what is looked at, in this order: the socket · the pointers · the level (WSAEINVAL) · the option and the kind of socket
//   (WSAENOPROTOOPT; WSAEINVAL for options of IP) · the length · the moment · the value
//
// What Windows does with lengths is odd and no page tells it; these are the findings of the tests that Wine runs there.
// SO_OPENTYPE belongs to the thread: any socket will do, even one that is none.
//
// Threads  any.
#include <mswsock.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstring>

#include "compat/callback_guard.hpp"
#include "compat/error_map.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/open_type.hpp"
#include "compat/option_table.hpp"
#include "compat/startup.hpp"

namespace loopsock::compat {
namespace {

constexpr int number_size = 4;

struct found_row {
  const option_row* row = nullptr;
  int failed = 0;
};

bool fits(const option_row& row, socket_kind kind) noexcept {
  switch (kind) {
    case socket_kind::stream: return (row.kinds & streams) != 0;
    case socket_kind::datagram: return (row.kinds & datagrams) != 0;
    case socket_kind::raw: return (row.kinds & raws) != 0;
  }
  return false;
}

found_row look_up(int level, int name, const socket_facts& facts) noexcept {
  std::span<const option_row> rows;
  bool foreign_level = false;
  switch (level) {
    case SOL_SOCKET: rows = socket_level_options(); break;
    case IPPROTO_TCP: rows = tcp_options(); break;
    case IPPROTO_UDP: rows = udp_options(); break;
    case IPPROTO_IP: rows = ip_options(); break;  // IPv6 sockets have these too, for their IPv4 side
    case IPPROTO_IPV6:
      rows = ipv6_options();
      // IPV6_V6ONLY is kept for IPv4 sockets too, where it means nothing.
      foreign_level = facts.spec.family != ip_family::v6 && name != IPV6_V6ONLY;
      break;
    default: return {nullptr, WSAEINVAL};
  }
  const auto row = std::find_if(rows.begin(), rows.end(), [name](const option_row& r) { return r.name == name; });
  if (row == rows.end() || foreign_level) return {nullptr, WSAENOPROTOOPT};
  if (!fits(*row, facts.spec.kind)) return {nullptr, row->foreign};
  return {&*row, 0};
}

bool in_time(moment when, const socket_facts& facts) noexcept {
  switch (when) {
    case moment::any_time: return true;
    case moment::before_bind: return !facts.bound && facts.state == socket_state::opened;
    case moment::before_listen: return facts.state != socket_state::listening;
  }
  return false;
}

// ---------------------------------------------------------------------------------------------------------------- reading

int write_number(const option_row& row, bool socket_level, std::uint32_t number, char* value, int& length) noexcept {
  char whole[number_size] = {};
  std::memcpy(whole, &number, sizeof whole);
  if (row.form == value_form::one_byte || (row.form == value_form::short_ok && length < number_size)) {
    // A short buffer at the socket's own level is zeroed to its end, and yet one byte is reported.
    const bool fill = row.form == value_form::short_ok && socket_level;
    const char low = static_cast<char>(number & 0xff);
    if (fill) std::memset(value, 0, static_cast<std::size_t>(length));
    value[0] = low;
    length = 1;
    return 0;
  }
  std::memcpy(value, whole, sizeof whole);
  length = number_size;
  return 0;
}

/// Whether a number can be written into `length` bytes: 0 or WSAEFAULT, with what Windows does on the way.
int check_room(const option_row& row, bool socket_level, char* value, int& length) noexcept {
  if (length <= 0) return WSAEFAULT;
  const bool short_buffer = row.form == value_form::four_bytes && length < number_size;
  if (!writable(value, static_cast<std::size_t>(std::min(length, number_size)))) return WSAEFAULT;
  if (!short_buffer) return 0;
  if (row.clears) std::memset(value, 0, static_cast<std::size_t>(length));
  if (!socket_level) length = 0;
  return WSAEFAULT;
}

int read_option(const open_socket& one, int level, int name, char* value, int* length) noexcept {
  if (nowhere(value) || !writable(length)) return WSAEFAULT;
  option_state state;
  const error gone = one->options(one.number, state.options, state.facts);
  if (gone != error::none) return wsa_error(gone);
  const auto [row, failed] = look_up(level, name, state.facts);
  if (row == nullptr) return failed;
  if (row->form == value_form::bytes) {
    if (row->get_bytes == nullptr) return WSAENOPROTOOPT;
    return *length < 0 ? WSAEFAULT : row->get_bytes(one, state, value, *length);
  }
  if (row->get == nullptr) return WSAENOPROTOOPT;
  const int unfit = check_room(*row, level == SOL_SOCKET, value, *length);
  if (unfit != 0) return unfit;
  std::uint32_t number = 0;
  const int refused = row->get(one, state, number);
  return refused != 0 ? refused : write_number(*row, level == SOL_SOCKET, number, value, *length);
}

// ---------------------------------------------------------------------------------------------------------------- setting

/// Reads the number that setsockopt was given.
int read_number(const option_row& row, bool socket_level, const char* value, int length,
                std::uint32_t& number) noexcept {
  if (length < 0) {
    if (!socket_level || row.form == value_form::one_byte) return WSAENOBUFS;
    length = number_size;  // here Windows takes the length for an unsigned one
  }
  // No bytes are a FALSE that is only understood here.
  if (length == 0 && !(socket_level && row.truth && row.form == value_form::short_ok)) return WSAEFAULT;
  if (row.form == value_form::four_bytes && length < number_size) return WSAEFAULT;
  const bool only_first = row.form == value_form::one_byte || length < number_size;
  const std::size_t bytes = length == 0 ? 0 : only_first ? 1 : static_cast<std::size_t>(number_size);
  if (!readable(value, bytes)) return WSAEFAULT;
  if (only_first) {
    number = bytes == 0 ? 0 : static_cast<unsigned char>(*value);
  } else {
    std::memcpy(&number, value, bytes);
  }
  if (row.truth) number = number != 0 ? 1 : 0;
  return number > row.largest ? WSAEINVAL : 0;
}

int change_number(const open_socket& one, const option_row& row, std::uint32_t number) noexcept {
  struct edit {
    const option_row& row;
    std::uint32_t number;
    int refused = 0;
  } wanted{row, number};
  // The lambda holds one reference, so that std::function needs no memory.
  const error failed = one->change_options(one.number, [&wanted](socket_options& options, const socket_facts& facts) {
    wanted.refused = in_time(wanted.row.when, facts) ? wanted.row.set(options, facts, wanted.number) : WSAEINVAL;
    return wanted.refused == 0 ? error::none : error::invalid_argument;
  });
  return wanted.refused != 0 ? wanted.refused : wsa_error(failed);
}

int set_option(const open_socket& one, int level, int name, const char* value, int length) noexcept {
  const bool no_value_needed = level == SOL_SOCKET && name == SO_UPDATE_CONNECT_CONTEXT;
  if (nowhere(value) && !no_value_needed) return WSAEFAULT;
  option_state state;
  const error gone = one->options(one.number, state.options, state.facts);
  if (gone != error::none) return wsa_error(gone);
  const auto [row, failed] = look_up(level, name, state.facts);
  if (row == nullptr) return failed;
  if (row->form == value_form::bytes) {
    if (row->set_bytes == nullptr) return WSAENOPROTOOPT;
    return length < 0 ? WSAEFAULT : row->set_bytes(one, state, value, length);
  }
  // SO_TYPE shows that Windows has two answers for what can only be read.
  if (row->set == nullptr) return state.facts.spec.kind == socket_kind::stream ? WSAENOPROTOOPT : WSAEINVAL;
  std::uint32_t number = 0;
  const int unfit = read_number(*row, level == SOL_SOCKET, value, length, number);
  return unfit != 0 ? unfit : change_number(one, *row, number);
}

// ------------------------------------------------------------------------------------------------------------ SO_OPENTYPE

int check_thread() noexcept { return !started() ? WSANOTINITIALISED : in_callback() ? WSAEINPROGRESS : 0; }

int read_open_type(char* value, int* length) noexcept {
  const int unfit = check_thread();
  if (unfit != 0) return unfit;
  if (!writable(length) || !writable(value, number_size)) return WSAEFAULT;
  if (*length >= 0 && *length < number_size) return WSAEFAULT;  // a negative length passes
  std::memcpy(value, &open_type, number_size);
  *length = number_size;
  return 0;
}

int set_open_type(const char* value, int length) noexcept {
  const int unfit = check_thread();
  if (unfit != 0) return unfit;
  if ((length >= 0 && length < number_size) || !readable(value, number_size)) return WSAEFAULT;
  std::memcpy(&open_type, value, number_size);
  return 0;
}

int finish_with(int failed) noexcept {
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int WSAAPI getsockopt(SOCKET s, int level, int name, char* value, int* length) {
  using namespace loopsock::compat;
  if (level == SOL_SOCKET && name == SO_OPENTYPE) return finish_with(read_open_type(value, length));
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  return finish_with(read_option(one, level, name, value, length));
}

int WSAAPI setsockopt(SOCKET s, int level, int name, const char* value, int length) {
  using namespace loopsock::compat;
  if (level == SOL_SOCKET && name == SO_OPENTYPE) return finish_with(set_open_type(value, length));
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  return finish_with(set_option(one, level, name, value, length));
}

}  // extern "C"
