// Who provides names and transports: WSAEnumNameSpaceProviders, the WSC catalogue, EnumProtocols' older shape, and notices of changes.
#include <mswsock.h>
#include <nspapi.h>
#include <windows.h>
#include <ws2spi.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

TEST_CASE("name spaces: one provider, for the name space of DNS, and the block has to be large enough") {
  const started winsock;
  DWORD bytes = 0;
  CHECK(error_of(WSAEnumNameSpaceProvidersA(&bytes, nullptr)) == WSAEFAULT);
  const DWORD needed = bytes;
  REQUIRE(needed > sizeof(WSANAMESPACE_INFOA));
  std::vector<char> room(needed + 1, 'x');
  auto* const narrow = reinterpret_cast<WSANAMESPACE_INFOA*>(room.data());
  bytes = needed - 1;
  CHECK(error_of(WSAEnumNameSpaceProvidersA(&bytes, narrow)) == WSAEFAULT);
  CHECK(bytes == needed);
  REQUIRE(WSAEnumNameSpaceProvidersA(&bytes, narrow) == 1);
  CHECK(room[needed] == 'x');
  CHECK(narrow->dwNameSpace == NS_DNS);
  CHECK(narrow->fActive == TRUE);
  CHECK(std::string(narrow->lpszIdentifier) == "loopsock names");
  CHECK(error_of(WSAEnumNameSpaceProvidersA(nullptr, narrow)) == WSAEFAULT);

  alignas(8) char wide_room[512], ex_room[512];
  bytes = sizeof wide_room;
  REQUIRE(WSAEnumNameSpaceProvidersW(&bytes, reinterpret_cast<WSANAMESPACE_INFOW*>(wide_room)) == 1);
  bytes = sizeof ex_room;
  auto* const ex = reinterpret_cast<WSANAMESPACE_INFOEXW*>(ex_room);
  REQUIRE(WSAEnumNameSpaceProvidersExW(&bytes, ex) == 1);
  CHECK(ex->NSProviderId == narrow->NSProviderId);
  CHECK(std::wstring(ex->lpszIdentifier) == L"loopsock names");
  CHECK(ex->ProviderSpecific.cbSize == 0);
  bytes = 0;
  CHECK(error_of(WSAEnumNameSpaceProvidersExA(&bytes, nullptr)) == WSAEFAULT);
  bytes = 0;
  CHECK(WSCEnumNameSpaceProviders32(&bytes, nullptr) == 0);
  CHECK(WSCEnumNameSpaceProvidersEx32(&bytes, nullptr) == 0);
}

TEST_CASE(
    "providers: the catalogue is that of WSAEnumProtocols and the hidden entries, with the error as a parameter") {
  const started winsock;
  WSAPROTOCOL_INFOW visible[16], ours[16];
  DWORD bytes = sizeof visible;
  const int visible_count = WSAEnumProtocolsW(nullptr, visible, &bytes);
  REQUIRE(visible_count > 0);
  bytes = sizeof ours;
  int error = 4711;
  const int count = WSCEnumProtocols(nullptr, ours, &bytes, &error);
  CHECK(error == 4711);
  const auto is_hidden = [](const WSAPROTOCOL_INFOW& one) { return (one.dwProviderFlags & PFL_HIDDEN) != 0; };
  WSAPROTOCOL_INFOW* const end = std::remove_if(ours, ours + std::max(count, 0), is_hidden);
  REQUIRE(end - ours == visible_count);
  CHECK(std::memcmp(visible, ours, static_cast<std::size_t>(visible_count) * sizeof *ours) == 0);
  int udp_alone[] = {IPPROTO_UDP, 0};
  CHECK(WSCEnumProtocols(udp_alone, ours, &bytes, &error) == 2);
  CHECK(WSCEnumProtocols(nullptr, ours, nullptr, &error) == SOCKET_ERROR);
  CHECK(error == WSAEFAULT);
  CHECK(WSCEnumProtocols32(nullptr, ours, &bytes, &error) == 0);
  bytes = 0;
  CHECK(WSCEnumProtocols(nullptr, nullptr, &bytes, nullptr) == SOCKET_ERROR);  // a program that does not want to know
}

TEST_CASE("providers: a provider's path and what is known of it") {
  const started winsock;
  WSAPROTOCOL_INFOW one[16];
  DWORD bytes = sizeof one;
  int error = 0;
  REQUIRE(WSCEnumProtocols(nullptr, one, &bytes, &error) > 0);
  GUID provider = one[0].ProviderId, nobody{};
  WCHAR path[260] = L"";
  INT length = 260;
  CHECK(WSCGetProviderPath(&provider, path, &length, &error) == 0);
  CHECK(std::wstring(path) == L"ws2_32.dll");
  CHECK(length == 11);
  length = 3;
  CHECK(WSCGetProviderPath(&provider, path, &length, &error) == SOCKET_ERROR);
  CHECK(error == WSAEFAULT);
  CHECK(length == 11);
  CHECK(WSCGetProviderPath(&nobody, path, &length, &error) == SOCKET_ERROR);
  CHECK(error == WSAEINVAL);
  CHECK(WSCGetProviderPath(nullptr, path, &length, &error) == SOCKET_ERROR);
  CHECK(error == WSAEFAULT);

  DWORD categories = 4711;
  size_t room = sizeof categories;
  auto* const out = reinterpret_cast<PBYTE>(&categories);
  CHECK(WSCGetProviderInfo(&provider, ProviderInfoLspCategories, out, &room, 0, &error) == 0);
  CHECK(categories == 0);
  room = 1;
  CHECK(WSCGetProviderInfo(&provider, ProviderInfoLspCategories, out, &room, 0, &error) == SOCKET_ERROR);
  CHECK(error == WSAEFAULT);
  CHECK(room == sizeof categories);
  CHECK(WSCGetProviderInfo(&provider, ProviderInfoAudit, out, &room, 0, &error) == SOCKET_ERROR);
  CHECK(error == WSAEINVAL);
  CHECK(WSCGetProviderInfo(&nobody, ProviderInfoLspCategories, out, &room, 0, &error) == SOCKET_ERROR);
  CHECK(error == WSANO_RECOVERY);
}

TEST_CASE("providers: the older shape of the catalogue has its names behind the array") {
  DWORD bytes = 0;
  CHECK(EnumProtocolsA(nullptr, nullptr, &bytes) == SOCKET_ERROR);
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  std::vector<char> room(bytes);
  int streams_alone[] = {IPPROTO_TCP, 0};
  auto* const all = reinterpret_cast<PROTOCOL_INFOA*>(room.data());
  const int count = EnumProtocolsA(streams_alone, all, &bytes);
  REQUIRE(count == 2);
  for (int i = 0; i < count; ++i) {
    CHECK(all[i].iProtocol == IPPROTO_TCP);
    CHECK(all[i].iSocketType == SOCK_STREAM);
    CHECK((all[i].dwServiceFlags & XP_GUARANTEED_DELIVERY) != 0);
    CHECK(std::strlen(all[i].lpProtocol) > 0);
  }
  bytes = static_cast<DWORD>(room.size());
  CHECK(EnumProtocolsW(nullptr, nullptr, &bytes) == SOCKET_ERROR);
  CHECK(EnumProtocolsW(nullptr, room.data(), nullptr) == SOCKET_ERROR);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("providers: the first question about changes gives a handle, and there are none to wait for") {
  const started winsock;
  HANDLE notice = nullptr;
  REQUIRE(WSAProviderConfigChange(&notice, nullptr, nullptr) == 0);
  REQUIRE(notice != nullptr);
  CHECK(error_of(WSAProviderConfigChange(&notice, nullptr, nullptr)) == WSAEOPNOTSUPP);
  HANDLE nonsense = reinterpret_cast<HANDLE>(0x7654);
  CHECK(error_of(WSAProviderConfigChange(&nonsense, nullptr, nullptr)) == WSA_INVALID_HANDLE);
  CHECK(error_of(WSAProviderConfigChange(nullptr, nullptr, nullptr)) == WSAEFAULT);
  CHECK(CloseHandle(notice) == TRUE);
  CHECK(error_of(WSAProviderConfigChange(&notice, nullptr, nullptr)) == WSA_INVALID_HANDLE);
}

TEST_CASE("services: in the name space of DNS there is nothing to register, and nothing was") {
  const started winsock;
  GUID id{1, 2, 3, {4}};
  WCHAR name[] = L"printing";
  WSAQUERYSETW set{};
  set.dwSize = sizeof set;
  set.dwNameSpace = NS_DNS;
  set.lpServiceClassId = &id;
  set.lpszServiceInstanceName = name;
  CHECK(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0) == 0);
  CHECK(WSASetServiceW(&set, RNRSERVICE_DEREGISTER, 0) == 0);
  CHECK(error_of(WSASetServiceW(&set, RNRSERVICE_DELETE, 0)) == WSASERVICE_NOT_FOUND);
  set.dwNameSpace = NS_WINS;
  CHECK(error_of(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0)) == WSASERVICE_NOT_FOUND);
  set.lpszServiceInstanceName = nullptr;
  CHECK(error_of(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0)) == WSAEINVAL);
  CHECK(error_of(WSASetServiceA(nullptr, RNRSERVICE_REGISTER, 0)) == WSAEINVAL);
}

TEST_CASE("quality: there are no templates: the list of their names is empty") {
  const started winsock;
  const held_socket s = tcp();
  char name[32] = "";
  WSABUF buffer{sizeof name, name};
  QOS quality{};
  CHECK(WSAGetQOSByName(s, &buffer, &quality) == TRUE);
  CHECK(name[0] == 0);
  std::strcpy(name, "G711");
  CHECK(WSAGetQOSByName(s, &buffer, &quality) == FALSE);
  CHECK(WSAGetLastError() == WSAEINVAL);
  CHECK(WSAGetQOSByName(s, nullptr, &quality) == FALSE);
  CHECK(WSAGetLastError() == WSAEFAULT);
  CHECK(WSAGetQOSByName(INVALID_SOCKET, &buffer, &quality) == FALSE);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
}
