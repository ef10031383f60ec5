// adapters_ipv4: the older calls of <iphlpapi.h>, which know IPv4 alone, and what the numbers of adapters are called.
#include <iphlpapi.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "compat/adapter_description.hpp"
#include "compat/adapter_writer.hpp"
#include "compat/socket_address.hpp"
#include "stack/socket/interfaces.hpp"
#include "stack/socket/whole_stack.hpp"

namespace loopsock::compat {
namespace {

/// Runs `body`, which may run out of memory.
template <class Body>
DWORD guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return ERROR_NOT_ENOUGH_MEMORY;
  }
}

/// The address as the tables have it: four bytes in network order.
DWORD in_network_order(const ip_address& address) noexcept {
  DWORD out;
  std::memcpy(&out, address.bytes.data(), sizeof out);
  return out;
}

/// Where the first IPv4 address stands; behind the last one if there is none.
std::size_t first_v4(const stack_interface& link) noexcept {
  const auto found =
      std::find_if(link.addresses.begin(), link.addresses.end(), [](const ip_address& a) { return a.is_v4(); });
  return static_cast<std::size_t>(found - link.addresses.begin());
}

bool has_v4(const stack_interface& link) noexcept { return first_v4(link) != link.addresses.size(); }

ip_address mask_of(unsigned prefix) noexcept { return network_of(ip_address::v4(255, 255, 255, 255), prefix); }

const ip_address* gateway_of(const stack_interface& link) noexcept {
  const auto found =
      std::find_if(link.gateways.begin(), link.gateways.end(), [](const ip_address& a) { return a.is_v4(); });
  return found == link.gateways.end() ? nullptr : &*found;
}

void copy_text(char* to, std::size_t room, const std::string& text) noexcept { to[text.copy(to, room - 1)] = '\0'; }

template <std::size_t N>
void copy_address(char (&to)[N], const ip_address& address) noexcept {
  IN_ADDR bytes;
  bytes.s_addr = in_network_order(address);
  copy_text(to, N, inet_ntoa(bytes));
}

// Each link but loopback has one IPv4 address.
void describe(IP_ADAPTER_INFO& info, const stack_interface& link) {
  const std::size_t place = first_v4(link);
  copy_text(info.AdapterName, sizeof info.AdapterName, adapter_name(link));
  copy_text(info.Description, sizeof info.Description, description(link));
  info.ComboIndex = info.Index = link.number;
  info.Type = link.outside ? MIB_IF_TYPE_ETHERNET : IF_TYPE_OTHER;
  info.DhcpEnabled = link.dhcp ? 1 : 0;
  if (link.outside) {
    info.AddressLength = static_cast<UINT>(link.mac.size());
    std::copy(link.mac.begin(), link.mac.end(), info.Address);
  }
  copy_address(info.IpAddressList.IpAddress.String, link.addresses[place]);
  copy_address(info.IpAddressList.IpMask.String, mask_of(link.prefixes[place]));
  const ip_address* const gateway = gateway_of(link);
  copy_address(info.GatewayList.IpAddress.String, gateway != nullptr ? *gateway : ip_address::any_v4());
  copy_address(info.GatewayList.IpMask.String, gateway != nullptr ? mask_of(32) : ip_address::any_v4());
}

DWORD write_infos(IP_ADAPTER_INFO* buffer, ULONG& bytes) {
  adapter_writer out(buffer, bytes);
  IP_ADAPTER_INFO* first = nullptr;
  IP_ADAPTER_INFO** tail = &first;
  for (const stack_interface& link : interfaces_now()) {
    if (link.loopback || !has_v4(link)) continue;
    auto* const info = out.take<IP_ADAPTER_INFO>();
    if (info == nullptr) continue;
    describe(*info, link);
    *tail = info;
    tail = &info->Next;
  }
  if (out.needed() == 0) return ERROR_NO_DATA;
  bytes = static_cast<ULONG>(out.needed());
  return out.all_fitted() ? NO_ERROR : ERROR_BUFFER_OVERFLOW;
}

MIB_IPFORWARDROW route_over(const stack_interface& link, const ip_address& to, unsigned prefix,
                            const ip_address& next) {
  MIB_IPFORWARDROW row{};
  row.dwForwardMask = in_network_order(mask_of(prefix));
  row.dwForwardDest = in_network_order(network_of(to, prefix));
  row.dwForwardNextHop = in_network_order(next);
  row.dwForwardIfIndex = link.number;
  row.dwForwardType = MIB_IPROUTE_TYPE_DIRECT;
  row.dwForwardProto = MIB_IPPROTO_LOCAL;
  row.dwForwardMetric1 = 1;
  row.dwForwardMetric2 = row.dwForwardMetric3 = row.dwForwardMetric4 = row.dwForwardMetric5 = ~DWORD{0};
  return row;
}

std::vector<MIB_IPFORWARDROW> routes() {
  std::vector<MIB_IPFORWARDROW> rows;
  for (const stack_interface& link : interfaces_now()) {
    if (!has_v4(link)) continue;
    const std::size_t place = first_v4(link);
    const ip_address& own = link.addresses[place];
    rows.push_back(route_over(link, own, link.prefixes[place], own));
    if (const ip_address* const gateway = gateway_of(link); gateway != nullptr) {
      rows.push_back(route_over(link, ip_address::any_v4(), 0, *gateway));
      rows.back().dwForwardType = MIB_IPROUTE_TYPE_INDIRECT;
      rows.back().dwForwardProto = MIB_IPPROTO_NETMGMT;
    }
  }
  return rows;
}

DWORD write_routes(MIB_IPFORWARDTABLE* table, ULONG& bytes, bool sorted) {
  std::vector<MIB_IPFORWARDROW> rows = routes();
  if (sorted) {
    std::sort(rows.begin(), rows.end(), [](const MIB_IPFORWARDROW& a, const MIB_IPFORWARDROW& b) {
      return network_order(a.dwForwardDest) < network_order(b.dwForwardDest);
    });
  }
  const auto needed = static_cast<ULONG>(offsetof(MIB_IPFORWARDTABLE, table) + rows.size() * sizeof rows[0]);
  const bool fits = table != nullptr && bytes >= needed;
  bytes = needed;
  if (!fits) return ERROR_INSUFFICIENT_BUFFER;
  table->dwNumEntries = static_cast<DWORD>(rows.size());
  std::copy(rows.begin(), rows.end(), table->table);
  return NO_ERROR;
}

DWORD find_way(const ip_address& to, DWORD& index) {
  const ip_address own = source_address_for(to);
  for (const stack_interface& link : interfaces_now()) {
    const bool is_it = std::find(link.addresses.begin(), link.addresses.end(), own) != link.addresses.end();
    if (!is_it && !(link.loopback && to.is_loopback())) continue;
    index = link.number;
    return NO_ERROR;
  }
  return ERROR_NETWORK_UNREACHABLE;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

DWORD WINAPI GetAdaptersInfo(PIP_ADAPTER_INFO adapters, PULONG bytes) {
  if (bytes == nullptr) return ERROR_INVALID_PARAMETER;
  return guarded([&] { return write_infos(adapters, *bytes); });
}

DWORD WINAPI GetNumberOfInterfaces(PDWORD count) {
  if (count == nullptr) return ERROR_INVALID_PARAMETER;
  return guarded([&]() -> DWORD {
    *count = static_cast<DWORD>(loopsock::interfaces_now().size());
    return NO_ERROR;
  });
}

DWORD WINAPI GetIpForwardTable(PMIB_IPFORWARDTABLE table, PULONG bytes, BOOL sorted) {
  if (bytes == nullptr) return ERROR_INVALID_PARAMETER;
  return guarded([&] { return write_routes(table, *bytes, sorted != FALSE); });
}

DWORD WINAPI GetBestInterfaceEx(struct sockaddr* address, PDWORD index) {
  loopsock::endpoint to;
  if (index == nullptr || address == nullptr ||
      from_sockaddr(address, address->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in), to) != 0)
    return ERROR_INVALID_PARAMETER;
  return guarded([&] { return find_way(to.address.unmapped(), *index); });
}

DWORD WINAPI GetBestInterface(ULONG address, PDWORD index) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = address;
  return GetBestInterfaceEx(reinterpret_cast<sockaddr*>(&name), index);
}

NET_IFINDEX WINAPI if_nametoindex(PCSTR name) {
  DWORD index = 0;
  if (name == nullptr) return 0;
  guarded([&]() -> DWORD {
    for (const loopsock::stack_interface& link : loopsock::interfaces_now())
      if (short_name(link) == name) index = link.number;
    return NO_ERROR;
  });
  return index;
}

PCHAR WINAPI if_indextoname(NET_IFINDEX index, PCHAR name) {
  PCHAR answer = nullptr;
  if (name == nullptr) return nullptr;
  guarded([&]() -> DWORD {
    for (const loopsock::stack_interface& link : loopsock::interfaces_now()) {
      if (link.number != index) continue;
      copy_text(name, NDIS_IF_MAX_STRING_SIZE + 1, short_name(link));
      answer = name;
    }
    return NO_ERROR;
  });
  return answer;
}

}  // extern "C"
