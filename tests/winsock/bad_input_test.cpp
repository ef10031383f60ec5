// Bad input: every call with a handle, a pointer, a length, a family or a state that it cannot use answers its documented error and
// nothing else happens. The errors are those of Microsoft's page of the same name; where that page is silent or Windows differs from it, a
// comment says so.
#include <windows.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

namespace {

constexpr int untouched = 4711;

int error_of(bool failed) { return failed ? WSAGetLastError() : 0; }
int of_int(int result) { return error_of(result == SOCKET_ERROR); }
int of_socket(SOCKET result) {
  const int error = error_of(result == INVALID_SOCKET);
  if (result != INVALID_SOCKET) closesocket(result);
  return error;
}
int of_bool(BOOL result) { return error_of(!result); }

/// Calls on a handle; each gives the error, or 0. Everything but the handle is in order.
struct call {
  const char* name;
  std::function<int(SOCKET)> run;
};

char text[] = "x";
wchar_t wide_host[] = L"127.0.0.1", wide_service[] = L"9";

const std::vector<call>& all_calls() {
  static sockaddr_in name = loopback(9);
  static char bytes[16];
  static WSABUF buffer{sizeof bytes, bytes};
  static DWORD count = 0, flags = 0;
  static int length = sizeof name;
  static SOCKET_ADDRESS_LIST list{1, {{plain(name), sizeof name}}};
  static WSAPROTOCOL_INFOA narrow_info;
  static WSAPROTOCOL_INFOW wide_info;
  static const std::vector<call> calls = {
      {"bind", [](SOCKET s) { return of_int(bind(s, plain(name), sizeof name)); }},
      {"listen", [](SOCKET s) { return of_int(listen(s, 1)); }},
      {"getsockname", [](SOCKET s) { return of_int(getsockname(s, plain(name), &length)); }},
      {"getpeername", [](SOCKET s) { return of_int(getpeername(s, plain(name), &length)); }},
      {"connect", [](SOCKET s) { return of_int(connect(s, plain(name), sizeof name)); }},
      {"WSAConnect",
       [](SOCKET s) { return of_int(WSAConnect(s, plain(name), sizeof name, nullptr, nullptr, nullptr, nullptr)); }},
      {"WSAConnectByNameA",
       [](SOCKET s) {
         return of_bool(WSAConnectByNameA(s, "127.0.0.1", "9", nullptr, nullptr, nullptr, nullptr, nullptr, nullptr));
       }},
      {"WSAConnectByNameW",
       [](SOCKET s) {
         return of_bool(
             WSAConnectByNameW(s, wide_host, wide_service, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr));
       }},
      {"WSAConnectByList",
       [](SOCKET s) {
         return of_bool(WSAConnectByList(s, &list, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr));
       }},
      {"accept", [](SOCKET s) { return of_socket(accept(s, nullptr, nullptr)); }},
      {"WSAAccept", [](SOCKET s) { return of_socket(WSAAccept(s, nullptr, nullptr, nullptr, 0)); }},
      {"send", [](SOCKET s) { return of_int(send(s, text, 1, 0)); }},
      {"sendto", [](SOCKET s) { return of_int(sendto(s, text, 1, 0, plain(name), sizeof name)); }},
      {"WSASend", [](SOCKET s) { return of_int(WSASend(s, &buffer, 1, &count, 0, nullptr, nullptr)); }},
      {"WSASendTo",
       [](SOCKET s) {
         return of_int(WSASendTo(s, &buffer, 1, &count, 0, plain(name), sizeof name, nullptr, nullptr));
       }},
      {"WSASendDisconnect", [](SOCKET s) { return of_int(WSASendDisconnect(s, nullptr)); }},
      {"recv", [](SOCKET s) { return of_int(recv(s, bytes, sizeof bytes, 0)); }},
      {"recvfrom", [](SOCKET s) { return of_int(recvfrom(s, bytes, sizeof bytes, 0, plain(name), &length)); }},
      {"WSARecv", [](SOCKET s) { return of_int(WSARecv(s, &buffer, 1, &count, &flags, nullptr, nullptr)); }},
      {"WSARecvFrom",
       [](SOCKET s) {
         return of_int(WSARecvFrom(s, &buffer, 1, &count, &flags, plain(name), &length, nullptr, nullptr));
       }},
      {"WSARecvDisconnect", [](SOCKET s) { return of_int(WSARecvDisconnect(s, nullptr)); }},
      {"shutdown", [](SOCKET s) { return of_int(shutdown(s, SD_BOTH)); }},
      {"WSADuplicateSocketA",
       [](SOCKET s) { return of_int(WSADuplicateSocketA(s, GetCurrentProcessId(), &narrow_info)); }},
      {"WSADuplicateSocketW",
       [](SOCKET s) { return of_int(WSADuplicateSocketW(s, GetCurrentProcessId(), &wide_info)); }},
      {"closesocket", [](SOCKET s) { return of_int(closesocket(s)); }},
  };
  return calls;
}

void expect_everywhere(SOCKET s, int expected) {
  for (const call& one : all_calls()) {
    INFO(one.name << " on " << s);
    WSASetLastError(untouched);
    CHECK(one.run(s) == expected);
  }
}

struct expectation {
  const char* name;
  int error;
};

void expect(SOCKET s, const std::vector<expectation>& rows) {
  for (const expectation& row : rows) {
    for (const call& one : all_calls()) {
      if (std::strcmp(one.name, row.name) != 0) continue;
      INFO(row.name);
      WSASetLastError(untouched);
      CHECK(one.run(s) == row.error);
    }
  }
}

#define CHECK_ERROR(failing, error)      \
  do {                                   \
    WSASetLastError(untouched);          \
    CHECK((failing) == SOCKET_ERROR);    \
    CHECK(WSAGetLastError() == (error)); \
  } while (false)

}  // namespace

TEST_CASE("bad input: before WSAStartup everything is WSANOTINITIALISED, whatever the handle") {
  expect_everywhere(INVALID_SOCKET, WSANOTINITIALISED);
  expect_everywhere(4, WSANOTINITIALISED);
  CHECK(of_socket(socket(AF_INET, SOCK_STREAM, 0)) == WSANOTINITIALISED);
  CHECK(of_socket(WSASocketA(AF_INET, SOCK_STREAM, 0, nullptr, 0, 0)) == WSANOTINITIALISED);
  CHECK(of_socket(WSASocketW(-1, -1, -1, nullptr, 0, 0)) == WSANOTINITIALISED);
}

TEST_CASE("bad input: a handle that is no socket is WSAENOTSOCK") {
  started winsock;
  SOCKET gone = INVALID_SOCKET;
  {
    held_socket s = tcp();
    gone = s;
  }
  held_socket open = tcp();
  const SOCKET good = open;
  for (const SOCKET s : {INVALID_SOCKET, SOCKET{0}, SOCKET{0xdeadbeef}, gone, good | 1, good | 2, SOCKET{0x7ffffffc},
                         good | (SOCKET{1} << 32)})
    expect_everywhere(s, WSAENOTSOCK);
}

TEST_CASE("bad input: a fresh TCP socket") {
  started winsock;
  held_socket s = tcp();
  expect(s, {{"getsockname", WSAEINVAL},  // not bound
             {"getpeername", WSAENOTCONN},
             {"listen", WSAEINVAL},
             {"accept", WSAEINVAL},
             {"WSAAccept", WSAEINVAL},
             {"send", WSAENOTCONN},
             {"sendto", WSAENOTCONN},  // a stream ignores the address
             {"WSASend", WSAENOTCONN},
             {"WSASendTo", WSAENOTCONN},
             {"recv", WSAENOTCONN},
             {"recvfrom", WSAENOTCONN},
             {"WSARecv", WSAENOTCONN},
             {"WSARecvFrom", WSAENOTCONN},
             {"shutdown", WSAENOTCONN},
             {"WSASendDisconnect", WSAENOTCONN},
             {"WSARecvDisconnect", WSAENOTCONN}});
}

TEST_CASE("bad input: a listening socket") {
  started winsock;
  sockaddr_in name;
  held_socket s = listener(name);
  expect(s, {{"bind", WSAEINVAL},
             {"connect", WSAEINVAL},
             {"WSAConnect", WSAEINVAL},
             {"WSAConnectByNameA", WSAEINVAL},  // must be unbound
             {"WSAConnectByList", WSAEINVAL},
             {"getpeername", WSAENOTCONN},
             {"send", WSAENOTCONN},
             {"recv", WSAENOTCONN},
             {"shutdown", WSAENOTCONN}});
}

TEST_CASE("bad input: a connected socket") {
  started winsock;
  connected_pair both = connect_pair();
  REQUIRE(both.server != INVALID_SOCKET);
  for (const SOCKET s : {SOCKET{both.client}, SOCKET{both.server}})
    expect(s, {{"bind", WSAEINVAL},
               {"listen", WSAEISCONN},
               {"accept", WSAEINVAL},
               {"connect", WSAEISCONN},
               {"WSAConnect", WSAEISCONN},
               {"WSAConnectByNameA", WSAEISCONN},
               {"WSAConnectByNameW", WSAEISCONN},
               {"WSAConnectByList", WSAEISCONN}});
}

TEST_CASE("bad input: a direction that was shut down is WSAESHUTDOWN") {
  started winsock;
  connected_pair both = connect_pair();
  REQUIRE(shutdown(both.client, SD_SEND) == 0);
  expect(both.client, {{"send", WSAESHUTDOWN}, {"WSASend", WSAESHUTDOWN}});
  REQUIRE(shutdown(both.client, SD_SEND) == 0);  // again is no error
  REQUIRE(shutdown(both.server, SD_RECEIVE) == 0);
  expect(both.server, {{"recv", WSAESHUTDOWN}, {"WSARecv", WSAESHUTDOWN}});
}

TEST_CASE("bad input: a fresh UDP socket") {
  started winsock;
  held_socket s = udp();
  expect(s, {{"getsockname", WSAEINVAL},
             {"getpeername", WSAENOTCONN},
             {"listen", WSAEOPNOTSUPP},
             {"accept", WSAEOPNOTSUPP},
             {"WSAAccept", WSAEOPNOTSUPP},
             {"send", WSAENOTCONN},
             {"WSASend", WSAENOTCONN},
             {"recv", WSAEINVAL},  // page of recvfrom: not bound
             {"recvfrom", WSAEINVAL},
             {"WSARecvFrom", WSAEINVAL},
             {"shutdown", WSAENOTCONN},
             {"WSAConnectByNameA", WSAEINVAL},
             {"WSAConnectByList", WSAEINVAL}});
}

TEST_CASE("bad input: names that bind cannot use") {
  started winsock;
  held_socket s = tcp();
  sockaddr_in name = loopback();
  CHECK_ERROR(bind(s, nullptr, sizeof name), WSAEFAULT);
  CHECK_ERROR(bind(s, plain(name), 0), WSAEFAULT);
  CHECK_ERROR(bind(s, plain(name), -1), WSAEFAULT);
  CHECK_ERROR(bind(s, plain(name), sizeof name - 1), WSAEFAULT);
  sockaddr_in foreign = name;
  foreign.sin_family = 0xdead;
  CHECK_ERROR(bind(s, plain(foreign), sizeof foreign), WSAEAFNOSUPPORT);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  CHECK_ERROR(bind(s, plain(v6), sizeof v6), WSAEAFNOSUPPORT);
  CHECK_ERROR(bind(s, plain(v6), sizeof v6 - 1), WSAEFAULT);
  sockaddr_in elsewhere = name;
  elsewhere.sin_addr.s_addr = htonl(0xc0000200);  // 192.0.2.0, RFC 5737: nobody's
  CHECK_ERROR(bind(s, plain(elsewhere), sizeof elsewhere), WSAEADDRNOTAVAIL);
  const sockaddr_in mine = bind_somewhere(s);
  CHECK_ERROR(bind(s, plain(name), sizeof name), WSAEINVAL);
  held_socket other = tcp();
  sockaddr_in taken = mine;
  CHECK_ERROR(bind(other, plain(taken), sizeof taken), WSAEADDRINUSE);
}

TEST_CASE("bad input: names that connect cannot use") {
  started winsock;
  held_socket s = tcp();
  sockaddr_in name = loopback(9);
  CHECK_ERROR(connect(s, nullptr, sizeof name), WSAEFAULT);
  CHECK_ERROR(connect(s, plain(name), sizeof name - 1), WSAEFAULT);
  CHECK_ERROR(connect(s, plain(name), 0), WSAEFAULT);
  sockaddr_in foreign = name;
  foreign.sin_family = 0xdead;
  CHECK_ERROR(connect(s, plain(foreign), sizeof foreign), WSAEAFNOSUPPORT);
  foreign.sin_family = AF_UNSPEC;
  CHECK_ERROR(connect(s, plain(foreign), sizeof foreign), WSAEAFNOSUPPORT);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(9);
  v6.sin6_addr.s6_addr[15] = 1;
  CHECK_ERROR(connect(s, plain(v6), sizeof v6), WSAEAFNOSUPPORT);
  sockaddr_in nobody = name;
  nobody.sin_addr.s_addr = INADDR_ANY;
  CHECK_ERROR(connect(s, plain(nobody), sizeof nobody), WSAEADDRNOTAVAIL);
  sockaddr_in no_port = loopback(0);
  CHECK_ERROR(connect(s, plain(no_port), sizeof no_port), WSAEADDRNOTAVAIL);
  CHECK_ERROR(connect(s, plain(name), sizeof name), WSAECONNREFUSED);
  CHECK_ERROR(connect(s, plain(name), sizeof name), WSAECONNREFUSED);  // and it may try again
}

TEST_CASE("bad input: room for a name that is too small is WSAEFAULT and stays as it was") {
  started winsock;
  connected_pair both = connect_pair();
  sockaddr_in name{};
  int length = sizeof name - 1;
  CHECK_ERROR(getsockname(both.client, plain(name), &length), WSAEFAULT);
  CHECK_ERROR(getpeername(both.client, plain(name), &length), WSAEFAULT);
  CHECK(length == sizeof name - 1);
  CHECK(name.sin_family == 0);
  length = sizeof name;
  CHECK_ERROR(getsockname(both.client, nullptr, &length), WSAEFAULT);
  CHECK_ERROR(getsockname(both.client, plain(name), nullptr), WSAEFAULT);
  CHECK_ERROR(getpeername(both.client, nullptr, &length), WSAEFAULT);
  CHECK_ERROR(getpeername(both.client, plain(name), nullptr), WSAEFAULT);
  length = -1;
  CHECK_ERROR(getsockname(both.client, plain(name), &length), WSAEFAULT);
}

TEST_CASE("bad input: an accept with too little room for the name costs no connection") {
  started winsock;
  sockaddr_in name;
  held_socket at = listener(name);
  held_socket client = tcp();
  REQUIRE(connect(client, plain(name), sizeof name) == 0);
  sockaddr_in peer{};
  int length = sizeof peer - 1;
  CHECK(of_socket(accept(at, plain(peer), &length)) == WSAEFAULT);
  CHECK(length == sizeof peer - 1);
  held_socket server(accept(at, plain(peer), nullptr));  // without a length nobody wants the name
  CHECK(server != INVALID_SOCKET);
  CHECK(peer.sin_family == 0);
}

TEST_CASE("bad input: memory and flags that sending cannot use") {
  started winsock;
  connected_pair both = connect_pair();
  const SOCKET s = both.client;
  CHECK_ERROR(send(s, nullptr, 1, 0), WSAEFAULT);
  CHECK_ERROR(send(s, text, -1, 0), WSAEFAULT);
  CHECK_ERROR(send(s, text, 1, MSG_PEEK), WSAEOPNOTSUPP);
  CHECK_ERROR(send(s, text, 1, 0x4000), WSAEOPNOTSUPP);
  WSABUF buffer{1, text}, none{1, nullptr};
  DWORD sent = untouched;
  CHECK_ERROR(WSASend(s, nullptr, 1, &sent, 0, nullptr, nullptr), WSAEINVAL);
  CHECK_ERROR(WSASend(s, &buffer, 0, &sent, 0, nullptr, nullptr), WSAEINVAL);
  CHECK_ERROR(WSASend(s, &none, 1, &sent, 0, nullptr, nullptr), WSAEFAULT);
  CHECK_ERROR(WSASend(s, &buffer, 1, nullptr, 0, nullptr, nullptr), WSAEFAULT);
  CHECK_ERROR(WSASend(s, &buffer, 1, &sent, 0x4000, nullptr, nullptr), WSAEOPNOTSUPP);
  CHECK(sent == untouched);
  CHECK(send(s, nullptr, 0, 0) == 0);  // nothing needs no memory
  WSABUF data{1, text};
  CHECK_ERROR(WSASendDisconnect(s, &data), WSAENOPROTOOPT);
}

TEST_CASE("bad input: memory and flags that receiving cannot use") {
  started winsock;
  connected_pair both = connect_pair();
  const SOCKET s = both.client;
  char bytes[4];
  REQUIRE(send(both.server, "abcd", 4, 0) == 4);
  CHECK_ERROR(recv(s, nullptr, 1, 0), WSAEFAULT);
  CHECK_ERROR(recv(s, bytes, -1, 0), WSAEFAULT);
  CHECK_ERROR(recv(s, bytes, 1, MSG_DONTROUTE), WSAEOPNOTSUPP);
  CHECK_ERROR(recv(s, bytes, 1, MSG_WAITALL | MSG_PEEK), WSAEOPNOTSUPP);
  CHECK_ERROR(recv(s, bytes, 1, MSG_WAITALL | MSG_OOB), WSAEOPNOTSUPP);
  CHECK_ERROR(recv(s, bytes, 1, MSG_OOB), WSAEINVAL);  // no urgent byte is there
  WSABUF buffer{sizeof bytes, bytes}, none{1, nullptr};
  DWORD received = untouched, flags = 0;
  CHECK_ERROR(WSARecv(s, nullptr, 1, &received, &flags, nullptr, nullptr), WSAEINVAL);
  CHECK_ERROR(WSARecv(s, &buffer, 0, &received, &flags, nullptr, nullptr), WSAEINVAL);
  CHECK_ERROR(WSARecv(s, &none, 1, &received, &flags, nullptr, nullptr), WSAEFAULT);
  CHECK_ERROR(WSARecv(s, &buffer, 1, nullptr, &flags, nullptr, nullptr), WSAEFAULT);
  CHECK_ERROR(WSARecv(s, &buffer, 1, &received, nullptr, nullptr, nullptr), WSAEFAULT);
  flags = 0x4000;
  CHECK_ERROR(WSARecv(s, &buffer, 1, &received, &flags, nullptr, nullptr), WSAEOPNOTSUPP);
  CHECK(received == untouched);
  u_long on = 1;
  REQUIRE(ioctlsocket(s, static_cast<int>(FIONBIO), &on) == 0);
  CHECK_ERROR(recv(s, bytes, 1, MSG_WAITALL), WSAEOPNOTSUPP);  // page of recv: not on a non-blocking socket
  CHECK(recv(s, nullptr, 0, 0) == 0);
  CHECK(recv(s, bytes, sizeof bytes, 0) == 4);  // and nothing of it is lost
  CHECK_ERROR(recv(s, bytes, sizeof bytes, 0), WSAEWOULDBLOCK);
  WSABUF data{1, text};
  CHECK_ERROR(WSARecvDisconnect(s, &data), WSAENOPROTOOPT);
}

TEST_CASE("bad input: datagrams") {
  started winsock;
  held_socket to = udp(), from = udp();
  sockaddr_in name = bind_somewhere(to);
  char bytes[4];
  CHECK_ERROR(send(from, text, 1, MSG_OOB), WSAEOPNOTSUPP);
  CHECK_ERROR(recv(to, bytes, 1, MSG_OOB), WSAEOPNOTSUPP);
  CHECK_ERROR(recv(to, bytes, 1, MSG_WAITALL), WSAEOPNOTSUPP);
  CHECK_ERROR(sendto(from, text, 1, 0, plain(name), sizeof name - 1), WSAEFAULT);
  sockaddr_in foreign = name;
  foreign.sin_family = 0xdead;
  CHECK_ERROR(sendto(from, text, 1, 0, plain(foreign), sizeof foreign), WSAEAFNOSUPPORT);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(9);
  CHECK_ERROR(sendto(from, text, 1, 0, plain(v6), sizeof v6), WSAEAFNOSUPPORT);

  REQUIRE(sendto(from, "abcdefgh", 8, 0, plain(name), sizeof name) == 8);
  sockaddr_in peer{};
  int length = 1;
  CHECK_ERROR(recvfrom(to, bytes, sizeof bytes, 0, plain(peer), &length), WSAEFAULT);
  CHECK_ERROR(recvfrom(to, bytes, sizeof bytes, 0, plain(peer), nullptr), WSAEFAULT);
  CHECK(length == 1);
  length = sizeof peer;
  // The datagram is still there, too long for the room: the room is filled and the rest is lost.
  WSABUF buffer{sizeof bytes, bytes};
  DWORD received = 0, flags = 0;
  CHECK_ERROR(WSARecvFrom(to, &buffer, 1, &received, &flags, plain(peer), &length, nullptr, nullptr), WSAEMSGSIZE);
  CHECK(std::string(bytes, 4) == "abcd");
  CHECK(received == 4);
  CHECK(flags == static_cast<DWORD>(MSG_PARTIAL));
  CHECK(peer.sin_family == AF_INET);
}

TEST_CASE("bad input: a way to shut down that does not exist") {
  started winsock;
  connected_pair both = connect_pair();
  CHECK_ERROR(shutdown(both.client, 3), WSAEINVAL);
  CHECK_ERROR(shutdown(both.client, -1), WSAEINVAL);
  CHECK(shutdown(both.client, SD_BOTH) == 0);
}

TEST_CASE("bad input: sockets that do not exist") {
  // Which error it is, and which comes first, is what Windows 10 answers.
  started winsock;
  constexpr int odd = 0xdead;
  struct {
    int family, type, protocol, error;
  } const rows[] = {
      {odd, SOCK_STREAM, IPPROTO_TCP, WSAEAFNOSUPPORT},
      {-1, SOCK_STREAM, IPPROTO_TCP, WSAEAFNOSUPPORT},
      {AF_INET, odd, IPPROTO_TCP, WSAESOCKTNOSUPPORT},
      {AF_INET, -1, IPPROTO_TCP, WSAESOCKTNOSUPPORT},
      {AF_INET, SOCK_STREAM, odd, WSAEPROTONOSUPPORT},
      {AF_INET, SOCK_STREAM, -1, WSAEPROTONOSUPPORT},
      {odd, odd, IPPROTO_TCP, WSAESOCKTNOSUPPORT},
      {odd, SOCK_STREAM, odd, WSAEAFNOSUPPORT},
      {AF_INET, odd, odd, WSAESOCKTNOSUPPORT},
      {AF_INET, odd, 0, WSAESOCKTNOSUPPORT},
      {AF_INET, 0, odd, WSAEPROTONOSUPPORT},
      {AF_INET, SOCK_STREAM, IPPROTO_UDP, WSAEPROTONOSUPPORT},
      {AF_INET, SOCK_DGRAM, IPPROTO_TCP, WSAEPROTONOSUPPORT},
      {AF_UNSPEC, SOCK_STREAM, odd, WSAEPROTONOSUPPORT},
      {AF_UNSPEC, odd, IPPROTO_UDP, WSAESOCKTNOSUPPORT},
      {AF_UNSPEC, SOCK_STREAM, 0, WSAEINVAL},
      {AF_UNSPEC, SOCK_DGRAM, 0, WSAEINVAL},
      {AF_UNSPEC, odd, 0, WSAEINVAL},
      {AF_UNSPEC, 0, odd, WSAEPROTONOSUPPORT},
      {AF_UNSPEC, 0, 0, WSAEINVAL},
      {AF_INET, SOCK_STREAM, 0, 0},
      {AF_INET, SOCK_DGRAM, 0, 0},
      {AF_INET, 0, 0, 0},
      {AF_INET, 0, IPPROTO_UDP, 0},
      {AF_UNSPEC, SOCK_STREAM, IPPROTO_TCP, 0},
      {AF_UNSPEC, 0, IPPROTO_UDP, 0},
      {AF_INET6, SOCK_STREAM, IPPROTO_TCP, 0},
      {AF_INET6, SOCK_DGRAM, 0, 0},
  };
  for (const auto& row : rows) {
    INFO("family " << row.family << ", type " << row.type << ", protocol " << row.protocol);
    CHECK(of_socket(socket(row.family, row.type, row.protocol)) == row.error);
    CHECK(of_socket(WSASocketA(row.family, row.type, row.protocol, nullptr, 0, WSA_FLAG_OVERLAPPED)) == row.error);
    CHECK(of_socket(WSASocketW(row.family, row.type, row.protocol, nullptr, 0, 0)) == row.error);
  }
}

TEST_CASE("bad input: flags, groups and structures that WSASocket cannot use") {
  started winsock;
  const auto tcp_with = [](DWORD flags, GROUP group) {
    return of_socket(WSASocketW(AF_INET, SOCK_STREAM, 0, nullptr, group, flags));
  };
  CHECK(tcp_with(0x80000000u, 0) == WSAEINVAL);
  CHECK(tcp_with(WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF, 0) == WSAEINVAL);
  CHECK(tcp_with(0, 77) == WSAEINVAL);
  CHECK(tcp_with(WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT, 0) == 0);
  const auto udp_with = [](DWORD flags) { return of_socket(WSASocketW(AF_INET, SOCK_DGRAM, 0, nullptr, 0, flags)); };
  CHECK(udp_with(WSA_FLAG_MULTIPOINT_C_LEAF) == WSAEINVAL);
  CHECK(udp_with(WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT) == WSAEINVAL);
  CHECK(udp_with(WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF) == 0);

  WSAPROTOCOL_INFOW info{};
  CHECK(of_socket(WSASocketW(0, 0, IPPROTO_UDP, &info, 0, 0)) == WSAEAFNOSUPPORT);
  info.iAddressFamily = info.iSocketType = info.iProtocol = -1;
  CHECK(of_socket(WSASocketW(0, 0, IPPROTO_UDP, &info, 0, 0)) == WSAEAFNOSUPPORT);
  info.dwProviderReserved = 0xfffffffc;  // of no duplicate
  CHECK(of_socket(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0)) == WSAEINVAL);
  info = {};
  info.iAddressFamily = AF_INET6;
  info.iSocketType = SOCK_DGRAM;
  info.iProtocol = IPPROTO_UDP;
  CHECK(of_socket(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0)) == 0);
}

TEST_CASE("bad input: what WSADuplicateSocket cannot do") {
  started winsock;
  held_socket s = tcp();
  WSAPROTOCOL_INFOW info;
  CHECK_ERROR(WSADuplicateSocketW(0, 0, nullptr), WSAENOTSOCK);
  CHECK_ERROR(WSADuplicateSocketW(s, 0, nullptr), WSAEINVAL);
  CHECK_ERROR(WSADuplicateSocketW(s, ~0u, &info), WSAEINVAL);  // another process has no part of this stack
  CHECK_ERROR(WSADuplicateSocketW(s, GetCurrentProcessId(), nullptr), WSAEFAULT);
}

TEST_CASE("bad input: what connecting by name cannot use") {
  started winsock;
  held_socket s = tcp();
  const SOCKET closed = INVALID_SOCKET;
  sockaddr_in local{}, remote{};
  DWORD local_length = 3, remote_length = 3;
  WSAOVERLAPPED reserved{};
  const auto by_name = [&](SOCKET on, const char* node, const char* service, DWORD* length, LPWSAOVERLAPPED last) {
    return of_bool(WSAConnectByNameA(on, node, service, length, reinterpret_cast<sockaddr*>(&local), &remote_length,
                                     reinterpret_cast<sockaddr*>(&remote), nullptr, last));
  };
  CHECK(by_name(s, nullptr, "9", nullptr, nullptr) == WSAEINVAL);
  CHECK(by_name(s, "127.0.0.1", nullptr, nullptr, nullptr) == WSAEINVAL);
  CHECK(by_name(closed, "127.0.0.1", nullptr, nullptr, nullptr) == WSAEINVAL);  // looked at before the handle
  CHECK(by_name(s, "127.0.0.1", "9", nullptr, &reserved) == WSAEINVAL);
  CHECK(by_name(s, "127.0.0.1", "9", &local_length, nullptr) == WSAEFAULT);
  CHECK(local_length == 3);
  CHECK(remote_length == 3);
  remote_length = sizeof remote;
  CHECK(by_name(s, "127.0.0.1", "no-such-service", nullptr, nullptr) == WSATYPE_NOT_FOUND);
  CHECK(by_name(s, "no-such-host.invalid", "9", nullptr, nullptr) == WSAHOST_NOT_FOUND);
  CHECK(by_name(s, "127.0.0.1", "9", nullptr, nullptr) == WSAECONNREFUSED);

  const auto by_list = [&](SOCKET_ADDRESS_LIST* list, const timeval* timeout) {
    return of_bool(WSAConnectByList(s, list, nullptr, nullptr, nullptr, nullptr, timeout, nullptr));
  };
  sockaddr_in name = loopback(9);
  SOCKET_ADDRESS_LIST list{0, {{plain(name), sizeof name}}};
  CHECK(by_list(nullptr, nullptr) == WSAEFAULT);
  CHECK(by_list(&list, nullptr) == WSAEINVAL);
  list.iAddressCount = 1;
  const timeval negative{-1, 0};
  CHECK(by_list(&list, &negative) == WSAEINVAL);
  list.Address[0].iSockaddrLength = 3;
  CHECK(by_list(&list, nullptr) == WSAEFAULT);
  list.Address[0].lpSockaddr = nullptr;
  CHECK(by_list(&list, nullptr) == WSAEFAULT);
}
