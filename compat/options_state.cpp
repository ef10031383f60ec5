// options_state: the structures that tell what a socket is, and the two options that complete AcceptEx and ConnectEx.
//
//   SO_BSP_STATE   | CSADDR_INFO | local sockaddr | remote sockaddr |   its pointers point into the caller's buffer
//
// Threads  see option_table.hpp.
#include <winsock2.h>

#include <cstring>

#include "compat/error_map.hpp"
#include "compat/memory_probe.hpp"
#include "compat/option_structures.hpp"
#include "compat/protocols.hpp"
#include "compat/socket_address.hpp"

namespace loopsock::compat {
namespace {

/// One address behind the structure: nothing where the socket has none.
struct tail {
  any_sockaddr name;
  int length = 0;

  void take(const endpoint& where) noexcept { length = to_sockaddr(where, name); }
  void place(SOCKET_ADDRESS& at, char*& room) const noexcept {
    if (length == 0) return;
    at = {reinterpret_cast<sockaddr*>(room), length};
    std::memcpy(room, &name, static_cast<std::size_t>(length));
    room += length;
  }
};

/// Windows tells the size that is needed when there is too little room, and leaves it alone when there is too much.
template <class Info>
int write_info(const Info& info, char* value, int& length) noexcept {
  constexpr int needed = static_cast<int>(sizeof info);
  if (length < needed) {
    length = needed;
    return WSAEFAULT;
  }
  if (!writable(value, sizeof info)) return WSAEFAULT;
  std::memcpy(value, &info, sizeof info);
  return 0;
}

bool info_of(const option_state& state, WSAPROTOCOL_INFOW& out) noexcept {
  const socket_spec& spec = state.facts.spec;
  // Of a raw socket Windows tells the catalogue's entry, which is the same for all its protocols.
  const int protocol = spec.kind == socket_kind::raw ? 0 : spec.protocol;
  return protocol_info(spec.family == ip_family::v6 ? AF_INET6 : AF_INET, type_of(spec.kind), protocol, out);
}

bool connected(const option_state& state) noexcept { return state.facts.state == socket_state::connected; }

}  // namespace

int type_of(socket_kind kind) noexcept {
  switch (kind) {
    case socket_kind::stream: return SOCK_STREAM;
    case socket_kind::datagram: return SOCK_DGRAM;
    case socket_kind::raw: return SOCK_RAW;
  }
  return 0;
}

int get_state_of_socket(const open_socket& one, const option_state& state, char* value, int& length) noexcept {
  tail local, remote;
  endpoint where;
  if (one->local_name(one.number, where) == error::none) local.take(where);
  if (one->peer_name(one.number, where) == error::none) remote.take(where);
  CSADDR_INFO info{};
  const int needed = static_cast<int>(sizeof info) + local.length + remote.length;
  if (length < needed || !writable(value, static_cast<std::size_t>(needed))) return WSAEFAULT;
  info.iSocketType = type_of(state.facts.spec.kind);
  info.iProtocol = state.facts.spec.protocol;
  char* room = value + sizeof info;
  local.place(info.LocalAddr, room);
  remote.place(info.RemoteAddr, room);
  std::memcpy(value, &info, sizeof info);
  return 0;
}

int get_protocol_info_a(const open_socket&, const option_state& state, char* value, int& length) noexcept {
  WSAPROTOCOL_INFOW wide;
  if (!info_of(state, wide)) return WSAEINVAL;
  WSAPROTOCOL_INFOA narrow;
  to_narrow(wide, narrow);
  return write_info(narrow, value, length);
}

int get_protocol_info_w(const open_socket&, const option_state& state, char* value, int& length) noexcept {
  WSAPROTOCOL_INFOW wide;
  return info_of(state, wide) ? write_info(wide, value, length) : WSAEINVAL;
}

// A socket that AcceptEx filled has options of its own until now.
int update_accept_context(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  SOCKET listener = INVALID_SOCKET;
  if (static_cast<std::size_t>(length) < sizeof listener || !readable(value, sizeof listener)) return WSAEFAULT;
  std::memcpy(&listener, value, sizeof listener);
  const open_socket from = find_quietly(listener);
  if (!from) return WSAENOTSOCK;
  return connected(state) ? wsa_error(one->inherit_from(one.number, from.number)) : WSAENOTCONN;
}

int update_connect_context(const open_socket& one, const option_state&, const char*, int) noexcept {
  return wsa_error(one->update_connect_context(one.number));
}

}  // namespace loopsock::compat
