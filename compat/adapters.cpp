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

constexpr ULONG loopback_mtu = 65535;
constexpr ULONG64 unknown_speed = ~ULONG64{0};
constexpr ULONG for_ever = ~ULONG{0};
constexpr ULONG metric = 75;  // Windows' own for loopback

bool is_of(const ip_address& address, ULONG family) noexcept {
  return family == AF_UNSPEC || (family == AF_INET6) == address.is_v6();
}

SOCKET_ADDRESS write_address(adapter_writer& out, const ip_address& address) noexcept {
  any_sockaddr name;
  const int length = to_sockaddr({address, 0}, name);
  return {static_cast<SOCKADDR*>(out.take_copy(&name, static_cast<std::size_t>(length))), length};
}

/// Written behind what `link` points to. nullptr where it did not fit.
IP_ADAPTER_UNICAST_ADDRESS* write_unicast(adapter_writer& out, const ip_address& address) noexcept {
  auto* const entry = out.take<IP_ADAPTER_UNICAST_ADDRESS>();
  const SOCKET_ADDRESS name = write_address(out, address);
  if (entry == nullptr) return nullptr;
  entry->Length = sizeof *entry;
  entry->Address = name;
  entry->PrefixOrigin = address.is_loopback() ? IpPrefixOriginWellKnown : IpPrefixOriginManual;
  entry->SuffixOrigin = address.is_loopback() ? IpSuffixOriginWellKnown : IpSuffixOriginManual;
  entry->DadState = IpDadStatePreferred;
  entry->ValidLifetime = entry->PreferredLifetime = entry->LeaseLifetime = for_ever;
  entry->OnLinkPrefixLength = prefix_length(address);
  return entry;
}

IP_ADAPTER_PREFIX* write_prefix(adapter_writer& out, const ip_address& address) noexcept {
  auto* const entry = out.take<IP_ADAPTER_PREFIX>();
  const bool net = address.is_v4() && address.is_loopback();
  const SOCKET_ADDRESS name = write_address(out, net ? ip_address::v4(127, 0, 0, 0) : address);
  if (entry == nullptr) return nullptr;
  entry->Length = sizeof *entry;
  entry->Address = name;
  entry->PrefixLength = prefix_length(address);
  return entry;
}

/// Writes an entry for each address of the family and links them.
template <class Entry>
void write_list(adapter_writer& out, const stack_interface& link, ULONG family, Entry*& first,
                Entry* (*write)(adapter_writer&, const ip_address&) noexcept) noexcept {
  Entry** tail = &first;
  for (const ip_address& address : link.addresses) {
    if (!is_of(address, family)) continue;
    Entry* const entry = write(out, address);
    if (entry == nullptr) continue;  // counted
    *tail = entry;
    tail = &entry->Next;
  }
}

void describe(IP_ADAPTER_ADDRESSES& adapter, const stack_interface& link) noexcept {
  adapter.Length = sizeof adapter;
  adapter.IfType = link.loopback ? IF_TYPE_SOFTWARE_LOOPBACK : IF_TYPE_PROP_VIRTUAL;
  adapter.OperStatus = IfOperStatusUp;
  adapter.Mtu = loopback_mtu;
  adapter.TransmitLinkSpeed = adapter.ReceiveLinkSpeed = unknown_speed;
  adapter.Ipv4Metric = adapter.Ipv6Metric = metric;
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
  if ((flags & GAA_FLAG_INCLUDE_PREFIX) != 0) write_list(out, link, family, adapter.FirstPrefix, write_prefix);
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
