// ioctl_queries: control codes that ask for a handle, a function or addresses.
//
// The lists of addresses hold those of loopback where there are no others to the outside.
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
#include "stack/socket/interfaces.hpp"
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

ULONG word_of(const ip_address& address) noexcept {
  return ULONG{address.bytes[0]} << 24 | ULONG{address.bytes[1]} << 16 | ULONG{address.bytes[2]} << 8 |
         address.bytes[3];
}

/// Links that lead somewhere: loopback, and those to the outside. An own address is no interface of Windows'.
template <class Visit>
void visit_addresses(Visit visit) {
  for (const stack_interface& link : interfaces_now()) {
    if (!link.loopback && !link.outside) continue;
    for (std::size_t place = 0; place < link.addresses.size(); ++place)
      visit(link, link.addresses[place], link.prefixes[place]);
  }
}

int give_interfaces(control_call& call) {
  return or_out_of_memory(not_enough_memory, [&]() -> int {
    std::vector<INTERFACE_INFO> all;
    visit_addresses([&](const stack_interface& link, const ip_address& address, unsigned prefix) {
      if (!address.is_v4()) return;
      const ULONG own = word_of(address), mask = prefix == 0 ? 0 : 0xffffffffu << (32 - prefix);
      INTERFACE_INFO& info = all.emplace_back();
      info.iiFlags = IFF_UP | IFF_MULTICAST | static_cast<ULONG>(link.loopback ? IFF_LOOPBACK : IFF_BROADCAST);
      info.iiAddress.AddressIn = address_v4(own);
      info.iiNetmask.AddressIn = address_v4(mask);
      if (!link.loopback) info.iiBroadcastAddress.AddressIn = address_v4(own | ~mask);
    });
    const auto bytes = static_cast<DWORD>(all.size() * sizeof all[0]);
    if (call.out_bytes < bytes || !(call.own_buffers || writable(call.out, bytes))) return WSAEFAULT;
    std::memcpy(call.out, all.data(), bytes);
    call.returned = bytes;
    return 0;
  });
}

/// What a socket of the family may be bound to: addresses that others can reach, else loopback's.
std::vector<ip_address> addresses_to_bind(bool v6) {
  std::vector<ip_address> all;
  visit_addresses([&](const stack_interface& link, ip_address address, unsigned) {
    if (address.is_v6() != v6 || address.is_loopback()) return;
    if (address.is_link_local_v6()) address.scope = link.number;
    all.push_back(address);
  });
  if (all.empty()) all.push_back(v6 ? ip_address::loopback_v6() : ip_address::loopback_v4());
  return all;
}

// | count | { pointer, length }… | sockaddr… |   with the pointers into the caller's buffer. Too little room tells how much is needed.
int give_addresses(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  return or_out_of_memory(not_enough_memory, [&]() -> int {
    const std::vector<ip_address> own = addresses_to_bind(facts.spec.family == ip_family::v6);
    any_sockaddr name;
    const auto length = static_cast<std::size_t>(to_sockaddr({own[0], 0}, name));
    const std::size_t list_bytes = SIZEOF_SOCKET_ADDRESS_LIST(own.size());
    const bool some = call.out_bytes != 0 && !nowhere(call.out);
    if (some && call.out_bytes < SIZEOF_SOCKET_ADDRESS_LIST(0)) return WSAEINVAL;  // not even the count
    call.returned = static_cast<DWORD>(list_bytes + own.size() * length);
    if (call.out_bytes < call.returned || !writable(call.out, call.returned)) return WSAEFAULT;
    auto* const list = static_cast<char*>(call.out);
    const auto count = static_cast<INT>(own.size());
    std::memset(list, 0, list_bytes);
    std::memcpy(list + offsetof(SOCKET_ADDRESS_LIST, iAddressCount), &count, sizeof count);
    for (std::size_t i = 0; i < own.size(); ++i) {
      char* const room = list + list_bytes + i * length;
      const SOCKET_ADDRESS entry{reinterpret_cast<sockaddr*>(room), to_sockaddr({own[i], 0}, name)};
      std::memcpy(room, &name, length);
      std::memcpy(list + offsetof(SOCKET_ADDRESS_LIST, Address) + i * sizeof entry, &entry, sizeof entry);
    }
    return 0;
  });
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
