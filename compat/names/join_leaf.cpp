// join_leaf: WSAJoinLeaf: a leaf joins a session of many, which on IP is a multicast group.
//
//   JL_RECEIVER_ONLY, JL_BOTH    the socket becomes a member of the group
//   JL_SENDER_ONLY               it is bound and no more: whoever sends to a group need not belong to it
//
// A group has no root, so the socket that comes back is the one that went in (Microsoft's page of WSAJoinLeaf), and the join is done when
// the call returns, on non-blocking sockets too. The caller goes on sending with an address: the socket is not connected, or it would hear
// nobody but the group itself.
//
// Threads  any.
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

bool is_leaf(const open_socket& one, socket_facts& facts) noexcept {
  socket_options options;
  const error gone = one->options(one.number, options, facts);
  return gone == error::none && options.switches[of_family(kept::multipoint_leaf, false)];
}

/// 0 or a Winsock error.
int join(const open_socket& one, const sockaddr* name, int length, const WSABUF* caller_data, DWORD flags) noexcept {
  socket_facts facts;
  if (!is_leaf(one, facts)) return WSAEINVAL;
  if (flags != JL_SENDER_ONLY && flags != JL_RECEIVER_ONLY && flags != JL_BOTH) return WSAEINVAL;
  endpoint group;
  if (length < 0 || !readable(name, static_cast<std::size_t>(length))) return WSAEFAULT;
  if (const int unfit = read_name(name, length, group)) return unfit;
  if (group.address.family != facts.spec.family) return WSAEAFNOSUPPORT;
  if (!group.address.is_multicast()) return WSAEADDRNOTAVAIL;
  if (caller_data != nullptr && caller_data->len != 0) return WSAEPROTONOSUPPORT;

  const ip_address any = facts.spec.family == ip_family::v6 ? ip_address::any_v6() : ip_address::any_v4();
  if (!facts.bound) {
    const error failed = one->bind(one.number, {any, 0});
    if (failed != error::none) return wsa_error(failed);
  }
  if (flags == JL_SENDER_ONLY) return 0;
  const error failed = one->join_group(one.number, group.address, any, true);
  return failed == error::invalid_argument ? WSAEISCONN : wsa_error(failed);  // a member already
}

}  // namespace
}  // namespace loopsock::compat

// UDP carries no data in a join, and this stack knows no quality of service: both QOS are ignored, and no data comes back.
extern "C" SOCKET WSAAPI WSAJoinLeaf(SOCKET s, const struct sockaddr* group, int length, LPWSABUF caller_data,
                                     LPWSABUF callee_data, LPQOS, LPQOS, DWORD flags) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return INVALID_SOCKET;
  const int failed = join(one, group, length, caller_data, flags);
  if (failed != 0) {
    set_error(failed);
    return INVALID_SOCKET;
  }
  if (callee_data != nullptr) callee_data->len = 0;
  set_last_error(0);
  return s;
}
