// options_multicast: joining and leaving groups, whole or by source, and the header options that this stack does not have.
//
// Interfaces are named by one of their addresses or by index. An index is not looked up: the stack has the loopback link alone,
// so every interface is the same one.
//
// Threads  see option_table.hpp.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstring>

#include "compat/error_map.hpp"
#include "compat/memory_probe.hpp"
#include "compat/option_structures.hpp"
#include "compat/socket_address.hpp"

namespace loopsock::compat {
namespace {

ip_address address_of(const IN_ADDR& in) noexcept {
  ip_address out = ip_address::any_v4();
  std::memcpy(out.bytes.data(), &in, 4);
  return out;
}

ip_address address_of(const IN6_ADDR& in, ULONG scope) noexcept {
  ip_address out = ip_address::any_v6();
  std::memcpy(out.bytes.data(), &in, 16);
  if (out.is_link_local_v6()) out.scope = scope;
  return out;
}

/// 0.x.x.x is an index and no address (Microsoft's page of ip_mreq).
ip_address interface_of(const IN_ADDR& in) noexcept {
  const ip_address address = address_of(in);
  return address.bytes[0] == 0 ? ip_address::any_v4() : address;
}

template <class Request>
bool read_request(const char* value, int length, Request& out) noexcept {
  if (static_cast<std::size_t>(length) < sizeof out || !readable(value, sizeof out)) return false;
  std::memcpy(&out, value, sizeof out);
  return true;
}

int change(const open_socket& one, const ip_address& group, const ip_address& interface_address, bool join) noexcept {
  if (!group.is_multicast()) return WSAEADDRNOTAVAIL;
  return wsa_error(one->join_group(one.number, group, interface_address, join));
}

int change_v4(const open_socket& one, const char* value, int length, bool join) noexcept {
  IP_MREQ request;
  if (!read_request(value, length, request)) return WSAEFAULT;
  return change(one, address_of(request.imr_multiaddr), interface_of(request.imr_interface), join);
}

int change_v6(const open_socket& one, const char* value, int length, bool join) noexcept {
  IPV6_MREQ request;
  if (!read_request(value, length, request)) return WSAEFAULT;
  return change(one, address_of(request.ipv6mr_multiaddr, request.ipv6mr_interface), ip_address::any_v6(), join);
}

int change_any(const open_socket& one, const option_state& state, const char* value, int length, bool join) noexcept {
  GROUP_REQ request;
  if (!read_request(value, length, request)) return WSAEFAULT;
  endpoint group;
  const int unfit = from_sockaddr(reinterpret_cast<const sockaddr*>(&request.gr_group), sizeof request.gr_group, group);
  if (unfit != 0) return WSAEINVAL;
  if (group.address.family != state.facts.spec.family) return WSAEAFNOSUPPORT;
  return change(one, group.address, group.address.is_v6() ? ip_address::any_v6() : ip_address::any_v4(), join);
}

// ---------------------------------------------------------------------------------------------------------------- sources

int change_source(const open_socket& one, const source_request& wanted) noexcept {
  if (!wanted.group.is_multicast()) return WSAEADDRNOTAVAIL;
  if (wanted.source.family != wanted.group.family || wanted.source.is_any() || wanted.source.is_multicast())
    return WSAEINVAL;
  return wsa_error(one->change_source(one.number, wanted));
}

template <source_change how>
int change_source_v4(const open_socket& one, const char* value, int length) noexcept {
  IP_MREQ_SOURCE request;
  if (!read_request(value, length, request)) return WSAEFAULT;
  return change_source(one, {address_of(request.imr_multiaddr), interface_of(request.imr_interface), how,
                             address_of(request.imr_sourceaddr)});
}

template <source_change how>
int change_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  GROUP_SOURCE_REQ request;
  if (!read_request(value, length, request)) return WSAEFAULT;
  endpoint group, source;
  const auto read = [](const SOCKADDR_STORAGE& from, endpoint& out) {
    return from_sockaddr(reinterpret_cast<const sockaddr*>(&from), sizeof from, out) == 0;
  };
  if (!read(request.gsr_group, group) || !read(request.gsr_source, source)) return WSAEINVAL;
  if (group.address.family != state.facts.spec.family) return WSAEAFNOSUPPORT;
  const ip_address any = group.address.is_v6() ? ip_address::any_v6() : ip_address::any_v4();
  return change_source(one, {group.address, any, how, source.address});
}

}  // namespace

int add_membership(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_v4(one, value, length, true);
}
int drop_membership(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_v4(one, value, length, false);
}
int add_membership_v6(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_v6(one, value, length, true);
}
int drop_membership_v6(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_v6(one, value, length, false);
}
int join_any_group(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  return change_any(one, state, value, length, true);
}
int leave_any_group(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  return change_any(one, state, value, length, false);
}

int add_source(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_source_v4<source_change::join>(one, value, length);
}
int drop_source(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_source_v4<source_change::leave>(one, value, length);
}
int block_source(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_source_v4<source_change::block>(one, value, length);
}
int unblock_source(const open_socket& one, const option_state&, const char* value, int length) noexcept {
  return change_source_v4<source_change::unblock>(one, value, length);
}
int join_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  return change_any_source<source_change::join>(one, state, value, length);
}
int leave_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  return change_any_source<source_change::leave>(one, state, value, length);
}
int block_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  return change_any_source<source_change::block>(one, state, value, length);
}
int unblock_any_source(const open_socket& one, const option_state& state, const char* value, int length) noexcept {
  return change_any_source<source_change::unblock>(one, state, value, length);
}

int get_no_header(const open_socket&, const option_state&, char*, int& length) noexcept {
  length = 0;
  return 0;
}

// Headers that are never sent must not be taken: a program that routes by them would send elsewhere without knowing.
int set_no_header(const open_socket&, const option_state&, const char* value, int length) noexcept {
  if (!readable(value, static_cast<std::size_t>(length))) return WSAEFAULT;
  const bool nothing = std::all_of(value, value + length, [](char byte) { return byte == 0; });
  return nothing ? 0 : WSAEOPNOTSUPP;
}

}  // namespace loopsock::compat
