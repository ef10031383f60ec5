// adapters: GetAdaptersAddresses.
#include <iphlpapi.h>

#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "compat/adapter_description.hpp"
#include "compat/adapter_writer.hpp"
#include "compat/socket_address.hpp"
#include "compat/wide_text.hpp"
#include "stack/socket/interfaces.hpp"

namespace loopsock::compat {
namespace {

constexpr ULONG64 unknown_speed = ~ULONG64{0};
constexpr ULONG for_ever = ~ULONG{0};
constexpr ULONG metric = 75;           // Windows' own for loopback
constexpr ULONG ethernet_metric = 25;  // and for Ethernet

bool is_of(const ip_address& address, ULONG family) noexcept {
  return family == AF_UNSPEC || (family == AF_INET6) == address.is_v6();
}

SOCKET_ADDRESS write_address(adapter_writer& out, const ip_address& address) noexcept {
  any_sockaddr name;
  const int length = to_sockaddr({address, 0}, name);
  return {static_cast<SOCKADDR*>(out.take_copy(&name, static_cast<std::size_t>(length))), length};
}

struct origin {
  IP_PREFIX_ORIGIN prefix;
  IP_SUFFIX_ORIGIN suffix;
};

origin origin_of(const stack_interface& link, std::size_t place) noexcept {
  const ip_address& address = link.addresses[place];
  if (address.is_loopback()) return {IpPrefixOriginWellKnown, IpSuffixOriginWellKnown};
  if (address.is_link_local_v6()) return {IpPrefixOriginWellKnown, IpSuffixOriginLinkLayerAddress};
  if (!link.dynamic[place]) return {IpPrefixOriginManual, IpSuffixOriginManual};
  if (address.is_v4()) return {IpPrefixOriginDhcp, IpSuffixOriginDhcp};
  return {IpPrefixOriginRouterAdvertisement, IpSuffixOriginLinkLayerAddress};
}

/// Written behind what `link` points to. nullptr where it did not fit.
IP_ADAPTER_UNICAST_ADDRESS* write_unicast(adapter_writer& out, const stack_interface& link,
                                          std::size_t place) noexcept {
  auto* const entry = out.take<IP_ADAPTER_UNICAST_ADDRESS>();
  ip_address address = link.addresses[place];
  if (address.is_link_local_v6()) address.scope = link.number;
  const SOCKET_ADDRESS name = write_address(out, address);
  if (entry == nullptr) return nullptr;
  entry->Length = sizeof *entry;
  entry->Address = name;
  const origin from = origin_of(link, place);
  entry->PrefixOrigin = from.prefix;
  entry->SuffixOrigin = from.suffix;
  entry->DadState = IpDadStatePreferred;
  entry->ValidLifetime = entry->PreferredLifetime = entry->LeaseLifetime = for_ever;
  entry->OnLinkPrefixLength = link.prefixes[place];
  return entry;
}

IP_ADAPTER_PREFIX* write_prefix(adapter_writer& out, const stack_interface& link, std::size_t place) noexcept {
  auto* const entry = out.take<IP_ADAPTER_PREFIX>();
  const SOCKET_ADDRESS name = write_address(out, network_of(link.addresses[place], link.prefixes[place]));
  if (entry == nullptr) return nullptr;
  entry->Length = sizeof *entry;
  entry->Address = name;
  entry->PrefixLength = link.prefixes[place];
  return entry;
}

/// Writes an entry for each address of the family and links them.
template <class Entry>
void write_list(adapter_writer& out, const stack_interface& link, ULONG family, Entry*& first,
                Entry* (*write)(adapter_writer&, const stack_interface&, std::size_t) noexcept) noexcept {
  Entry** tail = &first;
  for (std::size_t place = 0; place < link.addresses.size(); ++place) {
    if (!is_of(link.addresses[place], family)) continue;
    Entry* const entry = write(out, link, place);
    if (entry == nullptr) continue;  // counted
    *tail = entry;
    tail = &entry->Next;
  }
}

/// The same for what is nothing but an address: gateways, DNS servers.
template <class Entry>
void write_plain_list(adapter_writer& out, const std::vector<ip_address>& all, ULONG family, Entry*& first) noexcept {
  Entry** tail = &first;
  for (const ip_address& address : all) {
    if (!is_of(address, family)) continue;
    auto* const entry = out.take<Entry>();
    const SOCKET_ADDRESS name = write_address(out, address);
    if (entry == nullptr) continue;
    entry->Length = sizeof *entry;
    entry->Address = name;
    *tail = entry;
    tail = &entry->Next;
  }
}

void describe(IP_ADAPTER_ADDRESSES& adapter, const stack_interface& link) noexcept {
  adapter.Length = sizeof adapter;
  adapter.IfType = link_type(link);
  adapter.OperStatus = link.up ? IfOperStatusUp : IfOperStatusDown;
  adapter.Mtu = static_cast<ULONG>(link.mtu);
  if (link.outside) {
    adapter.PhysicalAddressLength = static_cast<ULONG>(link.mac.size());
    std::copy(link.mac.begin(), link.mac.end(), adapter.PhysicalAddress);
  }
  if (link.dhcp) adapter.Flags |= IP_ADAPTER_DHCP_ENABLED;
  adapter.TransmitLinkSpeed = adapter.ReceiveLinkSpeed = unknown_speed;
  adapter.Ipv4Metric = adapter.Ipv6Metric = link.outside ? ethernet_metric : metric;
  adapter.CompartmentId = 1;
  adapter.ConnectionType = NET_IF_CONNECTION_DEDICATED;
  adapter.Luid.Info.IfType = adapter.IfType & 0xffff;
  adapter.Luid.Info.NetLuidIndex = link.number & 0xffffff;
  std::fill(std::begin(adapter.ZoneIndices), std::end(adapter.ZoneIndices), link.number);
  for (const ip_address& address : link.addresses) {
    if (address.is_v6()) {
      adapter.Ipv6IfIndex = link.number;
      adapter.Flags |= IP_ADAPTER_IPV6_ENABLED;
    } else {
      adapter.IfIndex = link.number;
      adapter.Flags |= IP_ADAPTER_IPV4_ENABLED;
    }
  }
}

/// nullptr where not even its head fitted.
IP_ADAPTER_ADDRESSES* write_adapter(adapter_writer& out, const stack_interface& link, ULONG family, ULONG flags) {
  IP_ADAPTER_ADDRESSES spare{};
  auto* const place = out.take<IP_ADAPTER_ADDRESSES>();
  IP_ADAPTER_ADDRESSES& adapter = place != nullptr ? *place : spare;
  describe(adapter, link);
  adapter.AdapterName = out.take_text<char>(adapter_name(link));
  adapter.DnsSuffix = out.take_text<wchar_t>(L"");
  adapter.Description = out.take_text<wchar_t>(widen(description(link)));
  if ((flags & GAA_FLAG_SKIP_FRIENDLY_NAME) == 0)
    adapter.FriendlyName = out.take_text<wchar_t>(widen(friendly_name(link)));
  if ((flags & GAA_FLAG_SKIP_UNICAST) == 0) write_list(out, link, family, adapter.FirstUnicastAddress, write_unicast);
  if ((flags & GAA_FLAG_SKIP_DNS_SERVER) == 0)
    write_plain_list(out, link.dns_servers, family, adapter.FirstDnsServerAddress);
  if ((flags & GAA_FLAG_INCLUDE_PREFIX) != 0) write_list(out, link, family, adapter.FirstPrefix, write_prefix);
  if ((flags & GAA_FLAG_INCLUDE_GATEWAYS) != 0)
    write_plain_list(out, link.gateways, family, adapter.FirstGatewayAddress);
  return place;
}

ULONG write_adapters(ULONG family, ULONG flags, IP_ADAPTER_ADDRESSES* buffer, ULONG& bytes) {
  adapter_writer out(buffer, bytes);
  IP_ADAPTER_ADDRESSES* first = nullptr;
  IP_ADAPTER_ADDRESSES** tail = &first;
  for (const stack_interface& link : interfaces_now()) {
    const auto fits = [&](const ip_address& address) { return is_of(address, family); };
    if (std::none_of(link.addresses.begin(), link.addresses.end(), fits)) continue;
    IP_ADAPTER_ADDRESSES* const adapter = write_adapter(out, link, family, flags);
    if (adapter == nullptr) continue;
    *tail = adapter;
    tail = &adapter->Next;
  }
  if (out.needed() == 0) return ERROR_NO_DATA;
  bytes = static_cast<ULONG>(out.needed());
  return out.all_fitted() ? NO_ERROR : ERROR_BUFFER_OVERFLOW;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" ULONG WINAPI GetAdaptersAddresses(ULONG family, ULONG flags, PVOID, PIP_ADAPTER_ADDRESSES adapters,
                                             PULONG bytes) {
  using namespace loopsock::compat;
  if (bytes == nullptr || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6))
    return ERROR_INVALID_PARAMETER;
  try {
    return write_adapters(family, flags, adapters, *bytes);
  } catch (const std::bad_alloc&) {
    return ERROR_NOT_ENOUGH_MEMORY;
  }
}
