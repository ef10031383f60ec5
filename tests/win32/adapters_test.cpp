// <iphlpapi.h>: which adapters, addresses and routes the stack has.
#include <iphlpapi.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/stack.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

struct adapter_list {
  explicit adapter_list(ULONG family = AF_UNSPEC, ULONG flags = 0) {
    ULONG bytes = 0;
    result = GetAdaptersAddresses(family, flags, nullptr, nullptr, &bytes);
    if (result != ERROR_BUFFER_OVERFLOW) return;
    memory.resize(bytes / 8 + 1);
    first = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(memory.data());
    result = GetAdaptersAddresses(family, flags, nullptr, first, &bytes);
  }
  ULONG result;
  std::vector<ULONG64> memory;
  IP_ADAPTER_ADDRESSES* first = nullptr;
};

std::string text_of(const SOCKET_ADDRESS& address) {
  socket_name name;
  std::memcpy(&name.at, address.lpSockaddr, static_cast<std::size_t>(address.iSockaddrLength));
  return name.text();
}

std::string texts_of(const IP_ADAPTER_ADDRESSES& adapter) {
  std::string all;
  for (const auto* one = adapter.FirstUnicastAddress; one != nullptr; one = one->Next)
    all += text_of(one->Address) + " ";
  return all;
}

/// Gives the stack an address for the length of a test.
struct own_address {
  explicit own_address(const char* address) : text(address) { loopsock_add_address(text); }
  ~own_address() { loopsock_remove_address(text); }
  const char* text;
};

}  // namespace

TEST_CASE("adapters: loopback is there before WSAStartup, and a socket binds to each address") {
  const adapter_list before;
  REQUIRE(before.result == NO_ERROR);
  const started winsock;
  const adapter_list list;
  REQUIRE(list.result == NO_ERROR);
  const IP_ADAPTER_ADDRESSES& loopback = *list.first;
  CHECK(loopback.IfIndex == 1);
  CHECK(loopback.Ipv6IfIndex == 1);
  CHECK(loopback.IfType == IF_TYPE_SOFTWARE_LOOPBACK);
  CHECK(loopback.OperStatus == IfOperStatusUp);
  CHECK(texts_of(loopback) == "127.0.0.1 ::1 ");
  CHECK(std::wstring(loopback.FriendlyName) == L"Loopback Pseudo-Interface 1");
  CHECK(loopback.FirstUnicastAddress->OnLinkPrefixLength == 8);
  CHECK(loopback.FirstUnicastAddress->DadState == IpDadStatePreferred);
  for (const auto* one = loopback.FirstUnicastAddress; one != nullptr; one = one->Next) {
    const held_socket s(socket(one->Address.lpSockaddr->sa_family, SOCK_STREAM, 0));
    CHECK(bind(s, one->Address.lpSockaddr, one->Address.iSockaddrLength) == 0);
  }
}

TEST_CASE("adapters: an own address is an adapter of its own") {
  const started winsock;
  const own_address four("10.77.9.1"), six("fd00:77:9::1");
  std::map<std::string, IP_ADAPTER_ADDRESSES> all;
  const adapter_list list;
  for (const auto* one = list.first; one != nullptr; one = one->Next) all[texts_of(*one)] = *one;
  REQUIRE(all.count("10.77.9.1 ") == 1);
  REQUIRE(all.count("fd00:77:9::1 ") == 1);
  const IP_ADAPTER_ADDRESSES& first = all["10.77.9.1 "];
  CHECK(first.IfIndex > 1);
  CHECK(first.Ipv6IfIndex == 0);
  CHECK(first.IfType == IF_TYPE_PROP_VIRTUAL);
  CHECK((first.Flags & (IP_ADAPTER_IPV4_ENABLED | IP_ADAPTER_IPV6_ENABLED)) == IP_ADAPTER_IPV4_ENABLED);
  CHECK(first.FirstUnicastAddress->OnLinkPrefixLength == 32);
  CHECK(all["fd00:77:9::1 "].IfIndex == 0);
  CHECK(all["fd00:77:9::1 "].Ipv6IfIndex > 1);
  CHECK(all["fd00:77:9::1 "].Ipv6IfIndex != first.IfIndex);

  const adapter_list only_v6(AF_INET6);
  for (const auto* one = only_v6.first; one != nullptr; one = one->Next) {
    for (const auto* address = one->FirstUnicastAddress; address != nullptr; address = address->Next)
      CHECK(address->Address.lpSockaddr->sa_family == AF_INET6);
  }

  DWORD index = 0;
  ULONG wanted = 0;
  REQUIRE(inet_pton(AF_INET, four.text, &wanted) == 1);
  CHECK(GetBestInterface(wanted, &index) == NO_ERROR);
  CHECK(index == first.IfIndex);
}

TEST_CASE("adapters: flags leave parts out, or add prefixes") {
  const adapter_list without(AF_INET, GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_FRIENDLY_NAME);
  REQUIRE(without.result == NO_ERROR);
  CHECK(without.first->FirstUnicastAddress == nullptr);
  CHECK(without.first->FriendlyName == nullptr);
  const adapter_list with(AF_INET, GAA_FLAG_INCLUDE_PREFIX);
  REQUIRE(with.first->FirstPrefix != nullptr);
  CHECK(text_of(with.first->FirstPrefix->Address) == "127.0.0.0");
  CHECK(with.first->FirstPrefix->PrefixLength == 8);
}

TEST_CASE("adapters: the room is told, and nonsense refused") {
  ULONG bytes = 0;
  CHECK(GetAdaptersAddresses(AF_UNSPEC, 0, nullptr, nullptr, &bytes) == ERROR_BUFFER_OVERFLOW);
  CHECK(bytes > sizeof(IP_ADAPTER_ADDRESSES));
  std::vector<ULONG64> memory(bytes / 8 + 1);
  auto* const room = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(memory.data());
  ULONG less = bytes - 1;
  CHECK(GetAdaptersAddresses(AF_UNSPEC, 0, nullptr, room, &less) == ERROR_BUFFER_OVERFLOW);
  CHECK(less == bytes);
  unsigned long wide = bytes;  // as sources have it that count on Windows' 32 bits
  CHECK(GetAdaptersAddresses(AF_UNSPEC, 0, nullptr, room, &wide) == NO_ERROR);
  CHECK(GetAdaptersAddresses(AF_IPX, 0, nullptr, room, &bytes) == ERROR_INVALID_PARAMETER);
  CHECK(GetAdaptersAddresses(AF_UNSPEC, 0, nullptr, room, static_cast<PULONG>(nullptr)) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("adapters: the older calls know IPv4, and do not count loopback") {
  const started winsock;
  ULONG bytes = 0;
  CHECK(GetAdaptersInfo(nullptr, &bytes) == ERROR_NO_DATA);
  const own_address four("10.77.9.2"), six("fd00:77:9::2");
  REQUIRE(GetAdaptersInfo(nullptr, &bytes) == ERROR_BUFFER_OVERFLOW);
  CHECK(bytes == sizeof(IP_ADAPTER_INFO));
  IP_ADAPTER_INFO info;
  REQUIRE(GetAdaptersInfo(&info, &bytes) == NO_ERROR);
  CHECK(info.Next == nullptr);
  CHECK(std::string(info.IpAddressList.IpAddress.String) == "10.77.9.2");
  CHECK(std::string(info.IpAddressList.IpMask.String) == "255.255.255.255");

  ULONG table_bytes = 0;
  REQUIRE(GetIpForwardTable(nullptr, &table_bytes, TRUE) == ERROR_INSUFFICIENT_BUFFER);
  std::vector<DWORD> memory(table_bytes / sizeof(DWORD) + 1);
  auto* const table = reinterpret_cast<MIB_IPFORWARDTABLE*>(memory.data());
  REQUIRE(GetIpForwardTable(table, &table_bytes, TRUE) == NO_ERROR);
  REQUIRE(table->dwNumEntries == 2);
  CHECK(ntohl(table->table[0].dwForwardDest) == 0x0a4d0902);
  CHECK(table->table[0].dwForwardIfIndex == info.Index);
  CHECK(ntohl(table->table[1].dwForwardDest) == 0x7f000000);
  CHECK(ntohl(table->table[1].dwForwardMask) == 0xff000000);
}

TEST_CASE("adapters: numbers and names, and the way to an address") {
  const started winsock;
  char name[NDIS_IF_MAX_STRING_SIZE + 1];
  REQUIRE(if_indextoname(1, name) == name);
  CHECK(std::string(name) == "loopback_1");
  CHECK(if_nametoindex("loopback_1") == 1);
  CHECK(if_nametoindex("eth0") == 0);
  CHECK(if_indextoname(77, name) == nullptr);
  DWORD index = 0;
  CHECK(GetBestInterface(htonl(0x7f010203), &index) == NO_ERROR);
  CHECK(index == 1);
  CHECK(GetBestInterface(htonl(0x08080808), &index) == ERROR_NETWORK_UNREACHABLE);
  socket_name six = here(true);
  CHECK(GetBestInterfaceEx(six.plain(), &index) == NO_ERROR);
  CHECK(index == 1);
  DWORD count = 0;
  CHECK(GetNumberOfInterfaces(&count) == NO_ERROR);
  CHECK(count >= 1);
}
