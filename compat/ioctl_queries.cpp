// ioctl_queries: control codes that ask for a handle, a function or addresses.
//
// The stack has the loopback link alone, with 127.0.0.1 and ::1, so that is what the lists hold.
//
// Threads  any.
#include <mswsock.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"
#include "compat/extensions/extensions.hpp"
#include "compat/messages.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/rio/rio.hpp"
#include "compat/socket_address.hpp"
#include "stack/socket/whole_stack.hpp"

namespace loopsock::compat {
namespace {

// No layered provider stands between the application and the socket, so every kind of base handle is the socket itself.
int give_handle(control_call& call) { return give_output(call, call.name); }

// -------------------------------------------------------------------------------------------------------------- functions

struct extension {
  GUID id;
  void* function;
};

const extension extensions[] = {
    {WSAID_ACCEPTEX, reinterpret_cast<void*>(&AcceptEx)},
    {WSAID_CONNECTEX, reinterpret_cast<void*>(&connect_ex)},
    {WSAID_DISCONNECTEX, reinterpret_cast<void*>(&disconnect_ex)},
    {WSAID_GETACCEPTEXSOCKADDRS, reinterpret_cast<void*>(&GetAcceptExSockaddrs)},
    {WSAID_TRANSMITFILE, reinterpret_cast<void*>(&TransmitFile)},
    {WSAID_TRANSMITPACKETS, reinterpret_cast<void*>(&transmit_packets)},
    {WSAID_WSAPOLL, reinterpret_cast<void*>(&WSAPoll)},
    {WSAID_WSARECVMSG, reinterpret_cast<void*>(&receive_message)},
    {WSAID_WSASENDMSG, reinterpret_cast<void*>(&WSASendMsg)},
};

int give_function(control_call& call) {
  GUID wanted;
  const int unfit = take_input(call, wanted);
  if (unfit != 0) return unfit;
  for (const extension& known : extensions) {
    if (known.id == wanted) return give_output(call, known.function);
  }
  call.keep_returned = true;
  return WSAEINVAL;
}

// ------------------------------------------------------------------------------------------------------------------ backlog

// How much is worth having in flight; what Windows says before it has measured a connection.
int give_ideal_backlog(control_call& call) {
  constexpr ULONG ideal = 65536;
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  if (facts.spec.kind != socket_kind::stream) return WSAEOPNOTSUPP;
  if (facts.state != socket_state::connected) return WSAENOTCONN;
  return give_output(call, ideal);
}

// ---------------------------------------------------------------------------------------------------------------- addresses

sockaddr_in address_v4(ULONG host_order) noexcept {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = network_order(static_cast<std::uint32_t>(host_order));
  return name;
}

int give_interfaces(control_call& call) {
  constexpr ULONG loopback_mask = 0xff000000;
  INTERFACE_INFO loopback{};
  loopback.iiFlags = IFF_UP | IFF_LOOPBACK | IFF_MULTICAST;
  loopback.iiAddress.AddressIn = address_v4(INADDR_LOOPBACK);
  loopback.iiNetmask.AddressIn = address_v4(loopback_mask);
  return give_output(call, loopback);
}

// | count | { pointer, length } | sockaddr |   with the pointer into the caller's buffer. Too little room tells how much is needed.
int give_addresses(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  any_sockaddr name;
  const ip_address own = facts.spec.family == ip_family::v6 ? ip_address::loopback_v6() : ip_address::loopback_v4();
  const int length = to_sockaddr({own, 0}, name);
  constexpr std::size_t list_bytes = SIZEOF_SOCKET_ADDRESS_LIST(1);
  const bool some = call.out_bytes != 0 && !nowhere(call.out);
  if (some && call.out_bytes < SIZEOF_SOCKET_ADDRESS_LIST(0)) return WSAEINVAL;  // not even the count
  call.returned = static_cast<DWORD>(list_bytes + static_cast<std::size_t>(length));
  if (call.out_bytes < call.returned || !writable(call.out, call.returned)) return WSAEFAULT;
  char* const room = static_cast<char*>(call.out) + list_bytes;
  std::memcpy(room, &name, static_cast<std::size_t>(length));
  SOCKET_ADDRESS_LIST list{};
  list.iAddressCount = 1;
  list.Address[0] = {reinterpret_cast<sockaddr*>(room), length};
  std::memcpy(call.out, &list, list_bytes);
  return 0;
}

// Those that can be reached come first, otherwise in the order given; IPv6 sockets alone have the code. The pointers stay the caller's.
int sort_addresses(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  if (facts.spec.family != ip_family::v6) return WSAEOPNOTSUPP;
  constexpr DWORD head = SIZEOF_SOCKET_ADDRESS_LIST(0);
  if (call.in_bytes < head || !readable(call.in, call.in_bytes)) return WSAEFAULT;
  INT count = 0;
  std::memcpy(&count, call.in, sizeof count);
  if (count < 0 || (call.in_bytes - head) / sizeof(SOCKET_ADDRESS) < static_cast<DWORD>(count)) return WSAEINVAL;
  const DWORD bytes = head + static_cast<DWORD>(count) * static_cast<DWORD>(sizeof(SOCKET_ADDRESS));
  call.returned = bytes;
  if (call.out_bytes < bytes || !writable(call.out, bytes)) return WSAEFAULT;
  return or_out_of_memory(not_enough_memory, [&]() -> int {
    std::vector<SOCKET_ADDRESS> all(static_cast<std::size_t>(count));
    std::memcpy(all.data(), static_cast<const char*>(call.in) + head, bytes - head);
    for (const SOCKET_ADDRESS& one : all) {
      endpoint where;
      const bool there =
          one.iSockaddrLength >= 0 && readable(one.lpSockaddr, static_cast<std::size_t>(one.iSockaddrLength));
      if (!there || from_sockaddr(one.lpSockaddr, one.iSockaddrLength, where) != 0) return WSAEINVAL;
    }
    std::stable_partition(all.begin(), all.end(), [](const SOCKET_ADDRESS& one) {
      endpoint where;
      static_cast<void>(from_sockaddr(one.lpSockaddr, one.iSockaddrLength, where));
      return source_address_for(where.address.unmapped()).family != ip_family::none;
    });
    std::memmove(call.out, call.in, head);
    std::memcpy(static_cast<char*>(call.out) + head, all.data(), bytes - head);
    return 0;
  });
}

// IPv6 has no broadcast.
int give_broadcast_address(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  if (facts.spec.family == ip_family::v6) return WSAEOPNOTSUPP;
  return give_output(call, address_v4(INADDR_BROADCAST));
}

// Which own address a packet to that one would bear. Most of the refusals leave the count of bytes alone, as on Windows.
int give_route(control_call& call) {
  call.keep_returned = true;
  if (call.in_bytes < sizeof(sockaddr_in) || !readable(call.in, call.in_bytes)) return WSAEINVAL;
  endpoint to;
  const int unfit =
      from_sockaddr(static_cast<const sockaddr*>(call.in), static_cast<int>(std::min<DWORD>(call.in_bytes, 128)), to);
  if (unfit != 0) return unfit;
  if (to.address.is_any()) return WSAEINVAL;
  const ip_address own = source_address_for(to.address.unmapped());
  if (own.family == ip_family::none) return WSAENETUNREACH;
  any_sockaddr name;
  const auto bytes = static_cast<DWORD>(to_sockaddr({to.address.is_v6() ? own.to_v4_mapped() : own, 0}, name));
  if (nowhere(call.out)) return WSAEFAULT;
  call.keep_returned = false;
  call.returned = bytes;
  if (call.out_bytes < bytes || !writable(call.out, bytes)) return WSAEFAULT;
  std::memcpy(call.out, &name, bytes);
  return 0;
}

constexpr control_row rows[] = {
    {SIO_BASE_HANDLE, give_handle},
    {SIO_BSP_HANDLE, give_handle},
    {SIO_BSP_HANDLE_SELECT, give_handle},
    {SIO_BSP_HANDLE_POLL, give_handle},
    {SIO_GET_EXTENSION_FUNCTION_POINTER, give_function},
    {SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, give_rio_table},
    {SIO_IDEAL_SEND_BACKLOG_QUERY, give_ideal_backlog},
    {SIO_GET_INTERFACE_LIST, give_interfaces},
    {SIO_ADDRESS_LIST_QUERY, give_addresses},
    {SIO_ADDRESS_LIST_SORT, sort_addresses},
    {SIO_GET_BROADCAST_ADDRESS, give_broadcast_address},
    {SIO_ROUTING_INTERFACE_QUERY, give_route},
};

}  // namespace

std::span<const control_row> query_codes() noexcept { return rows; }

}  // namespace loopsock::compat
