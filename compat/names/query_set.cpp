#include "compat/names/query_set.hpp"

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "compat/names/name_spaces.hpp"
#include "compat/network_order.hpp"
#include "compat/socket_address.hpp"

namespace loopsock::compat {
namespace {

// A pointer that counts from the beginning of the blob.
template <class T>
T* offset_in(const std::byte* blob, T* place) noexcept {
  const auto distance = reinterpret_cast<const std::byte*>(place) - blob;
  return reinterpret_cast<T*>(static_cast<std::uintptr_t>(distance));
}

// | the structure | aliases …, null | addresses …, null | address bytes | texts |
void lay_out_host(const service_result& result, std::byte* blob, layout& in) {
  const bool v6 = !result.hosts.empty() && result.hosts.front().is_v6();
  const std::size_t length = v6 ? 16 : 4;
  hostent* const made = in.take<hostent>(1);
  char** const aliases = in.take<char*>(result.aliases.size() + 1);
  char** const addresses = in.take<char*>(result.hosts.size() + 1);
  for (std::size_t i = 0; i < result.hosts.size(); ++i) {
    char* const bytes = in.take<char>(length);
    if (!in.writing()) continue;
    std::memcpy(bytes, result.hosts[i].bytes.data(), length);
    addresses[i] = offset_in(blob, bytes);
  }
  char* const name = in.take_text<char>(result.name);
  for (std::size_t i = 0; i < result.aliases.size(); ++i) {
    char* const alias = in.take_text<char>(result.aliases[i]);
    if (in.writing()) aliases[i] = offset_in(blob, alias);
  }
  if (!in.writing()) return;
  made->h_name = offset_in(blob, name);
  made->h_aliases = offset_in(blob, aliases);
  made->h_addr_list = offset_in(blob, addresses);
  made->h_addrtype = v6 ? AF_INET6 : AF_INET;
  made->h_length = static_cast<short>(length);
}

void lay_out_service(const service_result& result, std::byte* blob, layout& in) {
  servent* const made = in.take<servent>(1);
  char** const aliases = in.take<char*>(result.aliases.size() + 1);
  char* const name = in.take_text<char>(result.name);
  char* const transport = in.take_text<char>(result.transport);
  for (std::size_t i = 0; i < result.aliases.size(); ++i) {
    char* const alias = in.take_text<char>(result.aliases[i]);
    if (in.writing()) aliases[i] = offset_in(blob, alias);
  }
  if (!in.writing()) return;
  made->s_name = offset_in(blob, name);
  made->s_aliases = offset_in(blob, aliases);
  made->s_proto = offset_in(blob, transport);
  made->s_port = static_cast<short>(network_order(static_cast<std::uint16_t>(result.port)));
}

BLOB* lay_out_blob(const service_result& result, layout& in) {
  BLOB* const made = in.take<BLOB>(1);
  // What follows begins at a pointer's alignment, whatever came before.
  auto* const begin = reinterpret_cast<std::byte*>(in.take<std::uintptr_t>(0));
  const std::size_t before = in.bytes();
  if (result.blob == blob_kind::host) {
    lay_out_host(result, begin, in);
  } else {
    lay_out_service(result, begin, in);
  }
  if (in.writing()) *made = {static_cast<ULONG>(in.bytes() - before), reinterpret_cast<BYTE*>(begin)};
  return made;
}

SOCKET_ADDRESS lay_out_name(const endpoint& where, layout& in) noexcept {
  any_sockaddr name;
  const int length = to_sockaddr(where, name);
  any_sockaddr* const place = in.take<any_sockaddr>(1);
  if (!in.writing()) return {};
  std::memcpy(place, &name, sizeof name);
  return {&place->head, length};
}

// The answer is the remote end and any address the local one; the other way round for a service that wants to bind.
CSADDR_INFO* lay_out_addresses(const service_result& result, bool to_bind, layout& in) noexcept {
  CSADDR_INFO* const all = in.take<CSADDR_INFO>(result.addresses.size());
  for (std::size_t i = 0; i < result.addresses.size(); ++i) {
    const service_address& one = result.addresses[i];
    const endpoint any{one.where.address.is_v6() ? ip_address::any_v6() : ip_address::any_v4(), 0};
    const SOCKET_ADDRESS local = lay_out_name(to_bind ? one.where : any, in);
    const SOCKET_ADDRESS remote = lay_out_name(to_bind ? any : one.where, in);
    if (in.writing()) all[i] = {local, remote, one.socktype, one.protocol};
  }
  return all;
}

GUID* lay_out_guid(const GUID& id, layout& in) noexcept {
  GUID* const place = in.take<GUID>(1);
  if (in.writing()) *place = id;
  return place;
}

}  // namespace

template <class Set>
void lay_out_result(const service_query& query, const service_result& result, DWORD flags, layout& in) {
  using character = std::remove_pointer_t<decltype(Set::lpszServiceInstanceName)>;
  const auto wants = [flags](DWORD what) { return (flags & what) != 0; };
  Set set{};
  Set* const place = in.take<Set>(1);
  set.dwSize = sizeof set;
  set.dwNameSpace = NS_DNS;
  set.dwOutputFlags = result.is_alias ? RESULT_IS_ALIAS : 0;
  set.lpNSProviderId = lay_out_guid(name_provider, in);
  if (wants(LUP_RETURN_TYPE) && query.service_class) set.lpServiceClassId = lay_out_guid(*query.service_class, in);
  if (wants(LUP_RETURN_ADDR) && !result.addresses.empty()) {
    set.lpcsaBuffer = lay_out_addresses(result, wants(LUP_RES_SERVICE), in);
    set.dwNumberOfCsAddrs = static_cast<DWORD>(result.addresses.size());
  }
  if (wants(LUP_RETURN_BLOB) && result.blob != blob_kind::none) set.lpBlob = lay_out_blob(result, in);
  // An alias is nothing but its name.
  if (wants(LUP_RETURN_NAME) || result.is_alias) set.lpszServiceInstanceName = in.take_text<character>(result.name);
  if (wants(LUP_RETURN_QUERY_STRING) && !query.query_string.empty())
    set.lpszQueryString = in.take_text<character>(query.query_string);
  if (in.writing()) *place = set;
}

template void lay_out_result<WSAQUERYSETA>(const service_query&, const service_result&, DWORD, layout&);
template void lay_out_result<WSAQUERYSETW>(const service_query&, const service_result&, DWORD, layout&);

}  // namespace loopsock::compat
