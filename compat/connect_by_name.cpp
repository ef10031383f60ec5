// connect_by_name: one address after the other, until one answers or the time is up.
//
// The socket must be a fresh stream socket. An IPv6 socket that is not IPV6_V6ONLY is offered IPv4 addresses too, mapped.
//
// Threads  any; the calls block.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <chrono>
#include <vector>

#include "compat/address_query.hpp"
#include "compat/callback_guard.hpp"
#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/sockaddr.hpp"
#include "compat/startup.hpp"
#include "compat/wide_text.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

/// Where one end's address goes. Without memory or without a length nothing is written but the length.
struct place {
  DWORD* length = nullptr;
  sockaddr* name = nullptr;

  bool too_short(ip_family family) const noexcept {
    return name != nullptr && length != nullptr && *length < static_cast<DWORD>(length_of(family));
  }

  void write(const endpoint& where) const noexcept {
    if (length == nullptr) return;
    int size = length_of(where.address.family);
    if (name != nullptr) static_cast<void>(write_name(where, name, &size));
    *length = static_cast<DWORD>(size);
  }
};

struct request {
  open_socket socket;
  socket_facts facts;
  bool takes_v4 = true, takes_v6 = false;
  place local, remote;
  host::time_point deadline = host::never;
};

BOOL no(int why) noexcept {
  set_last_error(why);
  return FALSE;
}

// Fills in what is asked of the socket itself. 0, or the error.
int examine(SOCKET s, request& r) noexcept {
  r.socket = find(s);
  if (!r.socket) return last_error();
  socket_options options;
  const error failed = r.socket->options(r.socket.number, options, r.facts);
  if (failed != error::none) return wsa_error(failed);
  if (r.facts.spec.kind != socket_kind::stream) return WSAEINVAL;
  if (r.facts.state == socket_state::connected) return WSAEISCONN;
  if (r.facts.state == socket_state::connecting) return WSAEALREADY;
  if (r.facts.state != socket_state::opened) return WSAEINVAL;  // the page demands an unbound socket
  r.takes_v6 = r.facts.spec.family == ip_family::v6;
  r.takes_v4 = !r.takes_v6 || !options.v6_only;
  if (r.local.too_short(r.facts.spec.family) || r.remote.too_short(r.facts.spec.family)) return WSAEFAULT;
  return 0;
}

int read_timeout(const timeval* timeout, request& r) noexcept {
  if (timeout == nullptr) return 0;
  if (timeout->tv_sec < 0 || timeout->tv_usec < 0) return WSAEINVAL;
  // A time-out in the millennia is none; it would overflow the clock.
  constexpr long very_long = 100L * 365 * 24 * 3600;
  if (timeout->tv_sec > very_long || timeout->tv_usec > very_long) return 0;
  const auto span = std::chrono::seconds(timeout->tv_sec) + std::chrono::microseconds(timeout->tv_usec);
  r.deadline = host::deadline_after(std::chrono::ceil<std::chrono::milliseconds>(span));
  return 0;
}

BOOL connected(const request& r) noexcept {
  endpoint local, remote;
  if (r.socket->local_name(r.socket.number, local) == error::none) {
    // Windows gives the address without its port here, whatever the page says of getsockname.
    local.port = 0;
    r.local.write(local);
  }
  if (r.socket->peer_name(r.socket.number, remote) == error::none) r.remote.write(remote);
  set_last_error(0);
  return TRUE;
}

// Whether the next address may have more luck.
bool goes_on(error failed) noexcept {
  switch (failed) {
    case error::connection_refused:
    case error::connection_reset:
    case error::connection_aborted:
    case error::timed_out:
    case error::network_unreachable:
    case error::host_unreachable:
    case error::address_not_available:
    case error::family_not_supported: return true;
    default: return false;
  }
}

BOOL try_all(const request& r, const std::vector<endpoint>& addresses) noexcept {
  error last = error::host_unreachable;  // of a list without one address that fits
  for (endpoint to : addresses) {
    if (to.address.is_v4() ? !r.takes_v4 : !r.takes_v6) continue;
    if (r.takes_v6) to.address = to.address.to_v4_mapped();
    last = r.socket->connect(r.socket.number, to, r.deadline);
    if (last == error::none) return connected(r);
    if (!goes_on(last) || host::now() >= r.deadline) break;
  }
  return no(wsa_error(last));
}

BOOL connect_by_name(SOCKET s, const std::string* node, const std::string* service, place local, place remote,
                     const timeval* timeout, const void* reserved) {
  if (!started()) return no(WSANOTINITIALISED);
  if (in_callback()) return no(WSAEINPROGRESS);
  // Before the handle, as Windows does.
  if (node == nullptr || service == nullptr || reserved != nullptr) return no(WSAEINVAL);
  request r;
  r.local = local;
  r.remote = remote;
  const int unfit = examine(s, r);
  if (unfit != 0) return no(unfit);
  const int unclear = read_timeout(timeout, r);
  if (unclear != 0) return no(unclear);

  address_query query;
  query.node = *node;
  query.service = *service;
  query.family = !r.takes_v6 ? AF_INET : r.takes_v4 ? AF_UNSPEC : AF_INET6;
  query.socktype = SOCK_STREAM;
  query.protocol = IPPROTO_TCP;
  address_reply reply;
  const int unknown = find_addresses(query, reply);
  if (unknown != 0) return no(unknown);
  std::vector<endpoint> addresses;
  for (const address_found& one : reply.found) addresses.push_back(one.where);
  return try_all(r, addresses);
}

BOOL connect_by_list(SOCKET s, const SOCKET_ADDRESS_LIST* list, place local, place remote, const timeval* timeout,
                     const void* reserved) {
  if (!started()) return no(WSANOTINITIALISED);
  if (in_callback()) return no(WSAEINPROGRESS);
  request r;
  r.local = local;
  r.remote = remote;
  if (!find(s)) return no(last_error());
  if (list == nullptr) return no(WSAEFAULT);
  if (list->iAddressCount <= 0 || reserved != nullptr) return no(WSAEINVAL);
  const int unfit = examine(s, r);
  if (unfit != 0) return no(unfit);
  const int unclear = read_timeout(timeout, r);
  if (unclear != 0) return no(unclear);
  std::vector<endpoint> addresses;
  for (int i = 0; i < list->iAddressCount; ++i) {
    const SOCKET_ADDRESS& one = list->Address[i];
    endpoint where;
    const int wrong = read_name(one.lpSockaddr, one.iSockaddrLength, where);
    if (wrong != 0) return no(wrong);
    addresses.push_back(where);
  }
  return try_all(r, addresses);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

BOOL WSAAPI WSAConnectByNameA(SOCKET s, LPCSTR node, LPCSTR service, LPDWORD local_length, LPSOCKADDR local,
                              LPDWORD remote_length, LPSOCKADDR remote, const struct timeval* timeout,
                              LPWSAOVERLAPPED reserved) {
  using namespace loopsock::compat;
  return or_out_of_memory(BOOL{FALSE}, [&]() -> BOOL {
    const std::string node_text = node != nullptr ? node : "";
    const std::string service_text = service != nullptr ? service : "";
    return connect_by_name(s, node != nullptr ? &node_text : nullptr, service != nullptr ? &service_text : nullptr,
                           {local_length, local}, {remote_length, remote}, timeout, reserved);
  });
}

BOOL WSAAPI WSAConnectByNameW(SOCKET s, LPWSTR node, LPWSTR service, LPDWORD local_length, LPSOCKADDR local,
                              LPDWORD remote_length, LPSOCKADDR remote, const struct timeval* timeout,
                              LPWSAOVERLAPPED reserved) {
  using namespace loopsock::compat;
  return or_out_of_memory(BOOL{FALSE}, [&]() -> BOOL {
    const std::string node_text = node != nullptr ? narrow(node) : "";
    const std::string service_text = service != nullptr ? narrow(service) : "";
    return connect_by_name(s, node != nullptr ? &node_text : nullptr, service != nullptr ? &service_text : nullptr,
                           {local_length, local}, {remote_length, remote}, timeout, reserved);
  });
}

BOOL WSAAPI WSAConnectByList(SOCKET s, PSOCKET_ADDRESS_LIST list, LPDWORD local_length, LPSOCKADDR local,
                             LPDWORD remote_length, LPSOCKADDR remote, const struct timeval* timeout,
                             LPWSAOVERLAPPED reserved) {
  using namespace loopsock::compat;
  return or_out_of_memory(BOOL{FALSE}, [&]() -> BOOL {
    return connect_by_list(s, list, {local_length, local}, {remote_length, remote}, timeout, reserved);
  });
}

}  // extern "C"
