// Every function of exports_list.hpp: those that are said to be there are (this file would not link otherwise), and those that are said to refuse
// do so with the error that Microsoft's page has for them.
#include <mstcpip.h>
#include <mswsock.h>
#include <nspapi.h>
#include <socketapi.h>
#include <sporder.h>
#include <winsock2.h>
#include <ws2spi.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/exports_list.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

namespace {

struct entry {
  const char* name;
  const void* address;
};

#define ENTRY(name) entry{#name, reinterpret_cast<const void*>(&name)},

int (*const ioctlsocket_of_32_bits)(SOCKET, long, unsigned int*) = &ioctlsocket;
int (*const ioctlsocket_of_64_bits)(SOCKET, long, unsigned long*) = &ioctlsocket;

const std::vector<entry>& entries() {
  static const std::vector<entry> all = {
      {"ioctlsocket", reinterpret_cast<const void*>(ioctlsocket_of_32_bits)},
      {"ioctlsocket, of longs", reinterpret_cast<const void*>(ioctlsocket_of_64_bits)},
      // The lists bring their commas.
      WORKING_WS2_32(ENTRY) WORKING_MSWSOCK(ENTRY) WORKING_NTDLL(ENTRY) REFUSING_WS2_32(ENTRY) REFUSING_FWPUCLNT(ENTRY)
          INLINE_WINSOCK2(ENTRY) INLINE_WS2TCPIP(ENTRY) INLINE_MSTCPIP(ENTRY)};
  return all;
}

/// A call that must fail: what it answers is its error.
struct refusal {
  const char* name;
  int expected;
  std::function<int()> call;
};

int error_after(int answer) { return answer == SOCKET_ERROR ? WSAGetLastError() : 0; }
int error_after(HANDLE answer) { return answer == nullptr ? WSAGetLastError() : 0; }

// What the calls are given. A provider that exists, so that it is not its absence that is complained of.
struct world {
  world() {
    DWORD protocol_bytes = sizeof protocols;
    int error = 0;
    protocol_count = WSCEnumProtocols(nullptr, protocols, &protocol_bytes, &error);
    provider = protocols[0].ProviderId;
    DWORD name_bytes = sizeof room;
    auto* const spaces = reinterpret_cast<WSANAMESPACE_INFOW*>(room);
    if (WSAEnumNameSpaceProvidersW(&name_bytes, spaces) > 0) name_provider = spaces->NSProviderId;
    for (int i = 0; i < protocol_count; ++i) order[i] = protocols[i].dwCatalogEntryId;
    info.lpServiceClassId = &no_class;
    info.lpszServiceClassName = class_name;
    info_w.lpServiceClassId = &no_class;
    info_w.lpszServiceClassName = text;
    routines.cbSize = sizeof routines;
    routines.NSPv2LookupServiceBegin = [](LPGUID, LPWSAQUERYSET2W, DWORD, LPVOID, LPHANDLE) -> INT { return 0; };
    routines.NSPv2LookupServiceNextEx = [](HANDLE, HANDLE, DWORD, LPDWORD, LPWSAQUERYSET2W) {};
    routines.NSPv2LookupServiceEnd = [](HANDLE) -> INT { return 0; };
  }

  started winsock;
  held_socket s = tcp();
  WSAPROTOCOL_INFOW protocols[16];
  int protocol_count = 0;
  DWORD order[16]{};
  GUID provider{}, name_provider{}, no_class{};
  alignas(8) char room[1024];
  char text_room[256];
  WCHAR text[8] = L"x.dll";
  char class_name[8] = "class";
  DWORD bytes = sizeof room;
  DWORD category = 0;
  INT length = 8;
  WSASERVICECLASSINFOA info{};
  WSASERVICECLASSINFOW info_w{};
  NSPV2_ROUTINE routines{};
  HWND window = reinterpret_cast<HWND>(0x1234);
  HANDLE nobody = reinterpret_cast<HANDLE>(0x1234);
};

std::vector<refusal> refusals(world& w) {
  // WSC calls give the error through their last parameter, or as their answer.
  const auto with_error = [](auto call) {
    return [call] {
      int error = 0;
      return call(&error) == SOCKET_ERROR ? error : 0;
    };
  };
  return {
      {"ProcessSocketNotifications", WSAEOPNOTSUPP,
       [&w] {
         SOCK_NOTIFY_REGISTRATION one{};
         return static_cast<int>(ProcessSocketNotifications(w.nobody, 1, &one, 0, 0, nullptr, nullptr));
       }},
      {"WPUCompleteOverlappedRequest", WSAEINVAL,
       with_error([&w](int* e) { return WPUCompleteOverlappedRequest(w.s, nullptr, 0, 0, e); })},
      {"WSAAdvertiseProvider", WSAEINVALIDPROVIDER,
       [&w] { return error_after(WSAAdvertiseProvider(&w.provider, &w.routines)); }},
      {"WSAUnadvertiseProvider", WSAEINVALIDPROVIDER,
       [&w] { return error_after(WSAUnadvertiseProvider(&w.provider)); }},
      {"WSAProviderCompleteAsyncCall", WSA_INVALID_PARAMETER,
       [&w] { return error_after(WSAProviderCompleteAsyncCall(w.nobody, 0)); }},
      {"WSAAsyncGetHostByAddr", WSAEWOULDBLOCK,
       [&w] { return error_after(WSAAsyncGetHostByAddr(w.window, 0, w.room, 4, AF_INET, w.room, 1024)); }},
      {"WSAAsyncGetHostByName", WSAEWOULDBLOCK,
       [&w] { return error_after(WSAAsyncGetHostByName(w.window, 0, "localhost", w.room, 1024)); }},
      {"WSAAsyncGetProtoByName", WSAEWOULDBLOCK,
       [&w] { return error_after(WSAAsyncGetProtoByName(w.window, 0, "tcp", w.room, 1024)); }},
      {"WSAAsyncGetProtoByNumber", WSAEWOULDBLOCK,
       [&w] { return error_after(WSAAsyncGetProtoByNumber(w.window, 0, 6, w.room, 1024)); }},
      {"WSAAsyncGetServByName", WSAEWOULDBLOCK,
       [&w] { return error_after(WSAAsyncGetServByName(w.window, 0, "http", nullptr, w.room, 1024)); }},
      {"WSAAsyncGetServByPort", WSAEWOULDBLOCK,
       [&w] { return error_after(WSAAsyncGetServByPort(w.window, 0, 80, nullptr, w.room, 1024)); }},
      {"WSACancelAsyncRequest", WSAEINVAL, [&w] { return error_after(WSACancelAsyncRequest(w.nobody)); }},
      {"WSAAsyncSelect", WSAEINVAL, [&w] { return error_after(WSAAsyncSelect(w.s, w.window, 0, FD_READ)); }},
      {"WSAGetServiceClassInfoA", WSATYPE_NOT_FOUND,
       [&w] { return error_after(WSAGetServiceClassInfoA(&w.name_provider, &w.no_class, &w.bytes, &w.info)); }},
      {"WSAGetServiceClassInfoW", WSATYPE_NOT_FOUND,
       [&w] { return error_after(WSAGetServiceClassInfoW(&w.name_provider, &w.no_class, &w.bytes, &w.info_w)); }},
      {"WSAGetServiceClassNameByClassIdA", WSANO_DATA,
       [&w] { return error_after(WSAGetServiceClassNameByClassIdA(&w.no_class, w.text_room, &w.bytes)); }},
      {"WSAGetServiceClassNameByClassIdW", WSANO_DATA,
       [&w] { return error_after(WSAGetServiceClassNameByClassIdW(&w.no_class, w.text, &w.bytes)); }},
      {"WSAInstallServiceClassA", WSAEOPNOTSUPP, [&w] { return error_after(WSAInstallServiceClassA(&w.info)); }},
      {"WSAInstallServiceClassW", WSAEOPNOTSUPP, [&w] { return error_after(WSAInstallServiceClassW(&w.info_w)); }},
      {"WSARemoveServiceClass", WSATYPE_NOT_FOUND, [&w] { return error_after(WSARemoveServiceClass(&w.no_class)); }},
      {"WSANSPIoctl", WSAEOPNOTSUPP,
       [&w] {
         WSAQUERYSETW question{};
         question.dwSize = sizeof question;
         question.dwNameSpace = NS_DNS;
         question.lpServiceClassId = &w.no_class;
         HANDLE lookup = nullptr;
         if (WSALookupServiceBeginW(&question, 0, &lookup) != 0) return -1;
         const int error =
             error_after(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, nullptr, 0, nullptr, 0, &w.bytes, nullptr));
         WSALookupServiceEnd(lookup);
         return error;
       }},
      {"WSCDeinstallProvider", WSANO_RECOVERY,
       with_error([&w](int* e) { return WSCDeinstallProvider(&w.provider, e); })},
      {"WSCDeinstallProvider32", WSAEINVAL,
       with_error([&w](int* e) { return WSCDeinstallProvider32(&w.provider, e); })},
      {"WSCEnableNSProvider", WSAEACCES, [&w] { return error_after(WSCEnableNSProvider(&w.name_provider, FALSE)); }},
      {"WSCEnableNSProvider32", WSAEINVAL,
       [&w] { return error_after(WSCEnableNSProvider32(&w.name_provider, FALSE)); }},
      {"WSCUnInstallNameSpace", WSAEACCES, [&w] { return error_after(WSCUnInstallNameSpace(&w.name_provider)); }},
      {"WSCUnInstallNameSpace32", WSAEINVAL, [&w] { return error_after(WSCUnInstallNameSpace32(&w.name_provider)); }},
      {"WSCGetApplicationCategory", WSASERVICE_NOT_FOUND,
       with_error([&w](int* e) { return WSCGetApplicationCategory(w.text, 5, nullptr, 0, &w.category, e); })},
      {"WSCSetApplicationCategory", WSANO_RECOVERY,
       with_error([&w](int* e) { return WSCSetApplicationCategory(w.text, 5, nullptr, 0, 0, &w.category, e); })},
      {"WSCGetProviderInfo32", WSANO_RECOVERY, with_error([&w](int* e) {
         size_t bytes = sizeof w.room;
         return WSCGetProviderInfo32(&w.provider, ProviderInfoLspCategories, reinterpret_cast<PBYTE>(w.room), &bytes, 0,
                                     e);
       })},
      {"WSCGetProviderPath32", WSAEINVAL,
       with_error([&w](int* e) { return WSCGetProviderPath32(&w.provider, w.text, &w.length, e); })},
      {"WSCSetProviderInfo", WSANO_RECOVERY, with_error([&w](int* e) {
         return WSCSetProviderInfo(&w.provider, ProviderInfoLspCategories, reinterpret_cast<PBYTE>(w.room), 4, 0, e);
       })},
      {"WSCSetProviderInfo32", WSANO_RECOVERY, with_error([&w](int* e) {
         return WSCSetProviderInfo32(&w.provider, ProviderInfoLspCategories, reinterpret_cast<PBYTE>(w.room), 4, 0, e);
       })},
      {"WSCInstallNameSpace", WSAEACCES,
       [&w] { return error_after(WSCInstallNameSpace(w.text, w.text, NS_DNS, 1, &w.no_class)); }},
      {"WSCInstallNameSpace32", WSAEACCES,
       [&w] { return error_after(WSCInstallNameSpace32(w.text, w.text, NS_DNS, 1, &w.no_class)); }},
      {"WSCInstallNameSpaceEx", WSAEACCES,
       [&w] { return error_after(WSCInstallNameSpaceEx(w.text, w.text, NS_DNS, 1, &w.no_class, nullptr)); }},
      {"WSCInstallNameSpaceEx32", WSAEACCES,
       [&w] { return error_after(WSCInstallNameSpaceEx32(w.text, w.text, NS_DNS, 1, &w.no_class, nullptr)); }},
      {"WSCInstallProvider", WSANO_RECOVERY,
       with_error([&w](int* e) { return WSCInstallProvider(&w.no_class, w.text, w.protocols, 1, e); })},
      {"WSCInstallProvider64_32", WSANO_RECOVERY,
       with_error([&w](int* e) { return WSCInstallProvider64_32(&w.no_class, w.text, w.protocols, 1, e); })},
      {"WSCInstallProviderAndChains", WSANO_RECOVERY, with_error([&w](int* e) {
         return WSCInstallProviderAndChains(&w.no_class, w.text, w.text, 0, w.protocols, 1, &w.category, e);
       })},
      {"WSCInstallProviderAndChains64_32", WSANO_RECOVERY, with_error([&w](int* e) {
         return WSCInstallProviderAndChains64_32(&w.no_class, w.text, w.text, w.text, 0, w.protocols, 1, &w.category,
                                                 e);
       })},
      {"WSCUpdateProvider", WSANO_RECOVERY,
       with_error([&w](int* e) { return WSCUpdateProvider(&w.provider, w.text, w.protocols, 1, e); })},
      {"WSCUpdateProvider32", WSANO_RECOVERY,
       with_error([&w](int* e) { return WSCUpdateProvider32(&w.provider, w.text, w.protocols, 1, e); })},
      {"WSCWriteNameSpaceOrder", WSANO_RECOVERY, [&w] { return WSCWriteNameSpaceOrder(&w.name_provider, 1); }},
      {"WSCWriteNameSpaceOrder32", WSAEINVAL, [&w] { return WSCWriteNameSpaceOrder32(&w.name_provider, 1); }},
      {"WSCWriteProviderOrder", WSANO_RECOVERY,
       [&w] { return WSCWriteProviderOrder(w.order, static_cast<DWORD>(w.protocol_count)); }},
      {"WSCWriteProviderOrder32", WSAEINVAL, [&w] { return WSCWriteProviderOrder32(w.order, 1); }},
      {"WSADeleteSocketPeerTargetName", WSAEOPNOTSUPP,
       [&w] {
         sockaddr_in peer = loopback(1);
         return error_after(WSADeleteSocketPeerTargetName(w.s, plain(peer), sizeof peer, nullptr, nullptr));
       }},
      {"WSAImpersonateSocketPeer", WSAEOPNOTSUPP,
       [&w] { return error_after(WSAImpersonateSocketPeer(w.s, nullptr, 0)); }},
      {"WSAQuerySocketSecurity", WSAEOPNOTSUPP,
       [&w] {
         ULONG bytes = sizeof(SOCKET_SECURITY_QUERY_INFO);
         SOCKET_SECURITY_QUERY_INFO answer;
         return error_after(WSAQuerySocketSecurity(w.s, nullptr, 0, &answer, &bytes, nullptr, nullptr));
       }},
      {"WSARevertImpersonation", WSAEOPNOTSUPP, [] { return error_after(WSARevertImpersonation()); }},
      {"WSASetSocketPeerTargetName", WSAEOPNOTSUPP,
       [&w] {
         SOCKET_PEER_TARGET_NAME name{};
         return error_after(WSASetSocketPeerTargetName(w.s, &name, sizeof name, nullptr, nullptr));
       }},
      {"WSASetSocketSecurity", WSAEOPNOTSUPP,
       [&w] {
         const SOCKET_SECURITY_SETTINGS settings{};
         return error_after(WSASetSocketSecurity(w.s, &settings, sizeof settings, nullptr, nullptr));
       }},
  };
}

}  // namespace

TEST_CASE("exports: every name of the list has an address, and is in the list once") {
  std::vector<std::string> names;
  for (const entry& one : entries()) {
    INFO(one.name);
    CHECK(one.address != nullptr);
    names.emplace_back(one.name);
  }
  for (const absent_name& group : absent_names) {
    CHECK(std::strlen(group.reason) != 0);
    std::istringstream words(group.names);
    for (std::string word; words >> word;) names.push_back(word);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  CHECK((twice == names.end() ? std::string() : *twice).empty());
}

TEST_CASE("exports: what refuses does so with the error that Microsoft documents for it") {
  world w;
  REQUIRE(w.protocol_count > 0);
  std::vector<std::string> called;
  for (const refusal& one : refusals(w)) {
    INFO(one.name);
    WSASetLastError(0);
    CHECK(one.call() == one.expected);
    called.emplace_back(one.name);
  }
#define NAME(name) #name,
  std::vector<std::string> listed = {REFUSING_WS2_32(NAME) REFUSING_FWPUCLNT(NAME)};
  std::sort(called.begin(), called.end());
  std::sort(listed.begin(), listed.end());
  CHECK(called == listed);
}

TEST_CASE("exports: calls about names want WSAStartup first, calls about providers do not") {
  DWORD bytes = 0;
  int error = 0;
  CHECK(error_after(WSAEnumNameSpaceProvidersW(&bytes, nullptr)) == WSANOTINITIALISED);
  CHECK(error_after(WSAAsyncGetHostByName(nullptr, 0, "x", nullptr, 0)) == WSANOTINITIALISED);
  CHECK(error_after(WSALookupServiceEnd(nullptr)) == WSANOTINITIALISED);
  CHECK(error_after(WSARemoveServiceClass(nullptr)) == WSANOTINITIALISED);
  bytes = 0;
  CHECK(WSCEnumProtocols(nullptr, nullptr, &bytes, &error) == SOCKET_ERROR);
  CHECK(error == WSAENOBUFS);
  CHECK(bytes >= sizeof(WSAPROTOCOL_INFOW));
}
