// Names and addresses through the Winsock calls: which text is an address, what a host is called, which errors say what.
//
// Expected values are Windows'. Nothing here needs a network: names are localhost, this machine, and one that cannot exist.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/stack.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

namespace {

struct winsock {
  winsock() {
    WSADATA data;
    REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  }
  ~winsock() { WSACleanup(); }
};

constexpr int untouched = 0x5ead;
constexpr const char* no_such_host = "no-such-host.invalid";  // RFC 2606: .invalid is never registered

int error_of(int result) {
  const int error = WSAGetLastError();
  return result == 0 ? 0 : error;
}

struct found {
  int family, socktype, protocol, port;
  bool operator==(const found&) const = default;
};

std::vector<found> entries(const addrinfo* list) {
  std::vector<found> all;
  for (; list != nullptr; list = list->ai_next) {
    const int port = list->ai_family == AF_INET ? reinterpret_cast<const sockaddr_in*>(list->ai_addr)->sin_port
                                                : reinterpret_cast<const sockaddr_in6*>(list->ai_addr)->sin6_port;
    all.push_back({list->ai_family, list->ai_socktype, list->ai_protocol, ntohs(static_cast<u_short>(port))});
  }
  return all;
}

struct question {
  int result = -1;
  addrinfo* list = nullptr;
  question(const char* node, const char* service, int flags = 0, int family = AF_UNSPEC, int socktype = 0,
           int protocol = 0) {
    addrinfo hints{};
    hints.ai_flags = flags;
    hints.ai_family = family;
    hints.ai_socktype = socktype;
    hints.ai_protocol = protocol;
    WSASetLastError(untouched);
    result = getaddrinfo(node, service, &hints, &list);
    CHECK(WSAGetLastError() == result);
    CHECK((list == nullptr) == (result != 0));
  }
  question(const question&) = delete;
  ~question() { freeaddrinfo(list); }
  std::vector<found> all() const { return entries(list); }
};

}  // namespace

TEST_CASE("the last error is one slot per thread, under both names") {
  WSASetLastError(untouched);
  CHECK(GetLastError() == untouched);
  SetLastError(7);
  CHECK(WSAGetLastError() == 7);
  std::thread([] { CHECK(WSAGetLastError() == 0); }).join();
  CHECK(WSAGetLastError() == 7);
}

TEST_CASE("inet_addr reads one to four parts and stops at white space") {
  WSASetLastError(untouched);
  CHECK(inet_addr("1.2.3.4") == htonl(0x01020304));
  CHECK(inet_addr("1 2 3 4") == htonl(1));
  CHECK(inet_addr("1.2.3 .4") == htonl(0x01020003));
  CHECK(inet_addr("3.4.5.6  7") == htonl(0x03040506));
  CHECK(inet_addr("0xa1a2b3b4 ") == htonl(0xa1a2b3b4));
  CHECK(inet_addr(" ") == 0);
  for (const char* text : {"", "  ", "\t", " 0", "1.2.3. 4", "3.4.5.6.7", "127.127.127.255:123", "1.1.1.0a", "::1"})
    CHECK(inet_addr(text) == INADDR_NONE);
  CHECK(WSAGetLastError() == untouched);
  CHECK(inet_addr(nullptr) == INADDR_NONE);
  CHECK(WSAGetLastError() == WSAEFAULT);
}

TEST_CASE("inet_ntoa has one text per thread") {
  in_addr one, other;
  one.s_addr = htonl(0x01020304);
  other.s_addr = htonl(0x04030201);
  const char* text = inet_ntoa(one);
  std::thread([&] { CHECK(std::string(inet_ntoa(other)) == "4.3.2.1"); }).join();
  CHECK(std::string(text) == "1.2.3.4");
}

TEST_CASE("inet_pton is strict, and tells its errors apart from a text that is no address") {
  unsigned char bytes[16];
  WSASetLastError(untouched);
  CHECK(inet_pton(AF_INET, "127.0.0.1", bytes) == 1);
  CHECK(inet_pton(AF_INET, "127.1", bytes) == 0);
  CHECK(inet_pton(AF_INET, "127.0.0.01", bytes) == 0);
  CHECK(inet_pton(AF_INET6, "::1", bytes) == 1);
  CHECK(inet_pton(AF_INET6, "::1%1", bytes) == 0);
  CHECK(WSAGetLastError() == untouched);
  CHECK(inet_pton(AF_UNSPEC, "127.0.0.1", bytes) == -1);
  CHECK(WSAGetLastError() == WSAEAFNOSUPPORT);
  CHECK(inet_pton(AF_UNSPEC, nullptr, bytes) == -1);
  CHECK(WSAGetLastError() == WSAEFAULT);
  CHECK(InetPtonW(AF_INET, L"127.0.0.1", bytes) == 1);
  CHECK(InetPtonW(AF_INET, L"127.1", bytes) == 0);
  CHECK(WSAGetLastError() == WSAEINVAL);  // unlike inet_pton
}

TEST_CASE("inet_ntop needs room for the text and its end") {
  const unsigned char four[] = {21, 16, 32, 32};
  char text[16];
  CHECK(inet_ntop(AF_INET, four, text, 12) == text);
  CHECK(std::string(text) == "21.16.32.32");
  CHECK(inet_ntop(AF_INET, four, text, 11) == nullptr);
  CHECK(WSAGetLastError() == WSAEINVAL);
  CHECK(inet_ntop(AF_INET, four, nullptr, 16) == nullptr);
  CHECK(WSAGetLastError() == WSAEINVAL);
  CHECK(inet_ntop(1, four, text, 16) == nullptr);
  CHECK(WSAGetLastError() == WSAEAFNOSUPPORT);
  WCHAR wide[16];
  CHECK(InetNtopW(AF_INET, four, wide, 16) == wide);
  CHECK(std::wstring(wide) == L"21.16.32.32");
}

TEST_CASE("calls that need WSAStartup say so") {
  addrinfo* list = nullptr;
  char text[64];
  DWORD length = sizeof text;
  int address_length = sizeof(sockaddr_in);
  sockaddr_in address{};
  CHECK(getaddrinfo("localhost", nullptr, nullptr, &list) == WSANOTINITIALISED);
  CHECK(gethostbyname("localhost") == nullptr);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK(error_of(gethostname(text, 64)) == WSANOTINITIALISED);
  CHECK(getservbyname("http", "tcp") == nullptr);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK(error_of(WSAStringToAddressA(text, AF_INET, nullptr, reinterpret_cast<sockaddr*>(&address), &address_length)) ==
        WSANOTINITIALISED);
  CHECK(error_of(WSAAddressToStringA(reinterpret_cast<sockaddr*>(&address), sizeof address, nullptr, text, &length)) ==
        WSANOTINITIALISED);
  CHECK(error_of(WSAEnumProtocolsA(nullptr, nullptr, &length)) == WSANOTINITIALISED);
}

TEST_CASE_METHOD(winsock, "WSAAddressToString says how much room it needs") {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  DWORD length = 0;
  char text[64];
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  CHECK(error_of(WSAAddressToStringA(any, sizeof address, nullptr, text, &length)) == WSAEFAULT);
  CHECK(length == 8);
  CHECK(WSAAddressToStringA(any, sizeof address, nullptr, text, &length) == 0);
  CHECK(std::string(text) == "0.0.0.0");
  address.sin_port = htons(80);
  WCHAR wide[64];
  length = 64;
  CHECK(WSAAddressToStringW(any, sizeof address, nullptr, wide, &length) == 0);
  CHECK(std::wstring(wide) == L"0.0.0.0:80");
  CHECK(length == 11);

  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_addr.s6_addr[0] = 0xfe;
  six.sin6_addr.s6_addr[1] = 0x80;
  six.sin6_scope_id = 4;
  six.sin6_port = htons(80);
  length = sizeof text;
  CHECK(WSAAddressToStringA(reinterpret_cast<sockaddr*>(&six), sizeof six, nullptr, text, &length) == 0);
  CHECK(std::string(text) == "[fe80::%4]:80");
  CHECK(error_of(WSAAddressToStringA(any, 3, nullptr, text, &length)) == WSAEINVAL);
}

TEST_CASE_METHOD(winsock, "WSAStringToAddress leaves what it understood, and no family, when it fails") {
  sockaddr_in address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const auto read = [&](const char* text, int length = sizeof(sockaddr_in) + 10) {
    std::memset(&address, 0xab, sizeof address);
    std::string copy = text;
    return error_of(WSAStringToAddressA(copy.data(), AF_INET, nullptr, any, &length));
  };
  CHECK(read("1.1.1.1:80") == 0);
  CHECK(address.sin_family == AF_INET);
  CHECK(address.sin_port == htons(80));
  CHECK(read("1.1.1.008") == WSAEINVAL);
  CHECK(address.sin_family == 0);
  CHECK(address.sin_addr.s_addr == htonl(0x01010100));
  CHECK(read("1.1.1.1:0") == WSAEINVAL);
  CHECK(read("") == WSAEINVAL);
  CHECK(read("", 0) == WSAEFAULT);
  int length = 0;
  char text[] = "::1";
  CHECK(error_of(WSAStringToAddressA(text, AF_INET6, nullptr, any, &length)) == WSAEFAULT);
  CHECK(length == sizeof(sockaddr_in6));

  sockaddr_in6 six;
  length = sizeof six;
  WCHAR wide[] = L"[fe80::1%3]:65535";
  CHECK(WSAStringToAddressW(wide, AF_INET6, nullptr, reinterpret_cast<sockaddr*>(&six), &length) == 0);
  CHECK(six.sin6_scope_id == 3);
  CHECK(six.sin6_port == 0xffff);
}

TEST_CASE_METHOD(winsock, "getaddrinfo: nothing asked, nothing found") {
  addrinfo* list = reinterpret_cast<addrinfo*>(&list);
  CHECK(getaddrinfo(nullptr, nullptr, nullptr, &list) == WSAHOST_NOT_FOUND);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
  CHECK(list == nullptr);
}

TEST_CASE_METHOD(winsock, "getaddrinfo: one entry per address; type and protocol as they were given") {
  const question host("localhost", "80");
  CHECK(host.all() == std::vector<found>{{AF_INET6, 0, 0, 80}, {AF_INET, 0, 0, 80}});
  const question odd("localhost", nullptr, 0, AF_INET, SOCK_STREAM, IPPROTO_UDP);
  CHECK(odd.all() == std::vector<found>{{AF_INET, SOCK_STREAM, IPPROTO_UDP, 0}});
  const question only_protocol("localhost", "", 0, AF_INET, 0, IPPROTO_TCP);
  CHECK(only_protocol.all() == std::vector<found>{{AF_INET, 0, IPPROTO_TCP, 0}});
}

TEST_CASE_METHOD(winsock, "getaddrinfo: a service by name decides the type") {
  const question http("127.0.0.1", "http");
  CHECK(http.all() == std::vector<found>{{AF_INET, SOCK_STREAM, IPPROTO_TCP, 80}});
  const question domain("127.0.0.1", "domain");
  CHECK(domain.all() ==
        std::vector<found>{{AF_INET, SOCK_STREAM, IPPROTO_TCP, 53}, {AF_INET, SOCK_DGRAM, IPPROTO_UDP, 53}});
  const question datagrams("127.0.0.1", "domain", 0, AF_INET, SOCK_DGRAM);
  CHECK(datagrams.all() == std::vector<found>{{AF_INET, SOCK_DGRAM, 0, 53}});
  CHECK(question("127.0.0.1", "http", 0, AF_INET, SOCK_DGRAM).result == WSATYPE_NOT_FOUND);
  CHECK(question("127.0.0.1", "http", AI_NUMERICSERV).result == WSATYPE_NOT_FOUND);
  CHECK(question(nullptr, "nonexistentservice").result == WSATYPE_NOT_FOUND);
}

TEST_CASE_METHOD(winsock, "getaddrinfo: no node is this machine, or every address with AI_PASSIVE") {
  const question loopback(nullptr, "0", 0, AF_INET);
  CHECK(reinterpret_cast<sockaddr_in*>(loopback.list->ai_addr)->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
  const question passive(nullptr, "", AI_PASSIVE, AF_INET);
  CHECK(reinterpret_cast<sockaddr_in*>(passive.list->ai_addr)->sin_addr.s_addr == 0);
  CHECK(question(nullptr, "80").all() == std::vector<found>{{AF_INET6, 0, 0, 80}, {AF_INET, 0, 0, 80}});
}

TEST_CASE_METHOD(winsock, "getaddrinfo: literals, with and without AI_NUMERICHOST") {
  CHECK(question("192.168.1.253", nullptr).all() == std::vector<found>{{AF_INET, 0, 0, 0}});
  CHECK(question("[beef::cafe]:10239", nullptr).all() == std::vector<found>{{AF_INET6, 0, 0, 0}});
  CHECK(question("[beef::cafe]", nullptr, AI_NUMERICHOST, AF_INET6).result == 0);
  CHECK(question("[beef::cafe]", nullptr, AI_NUMERICHOST, AF_INET).result == WSAHOST_NOT_FOUND);
  for (const char* text : {"localhost", "192.168.1.253:1024", "[beef::cafe", "beef::cafe]"})
    CHECK(question(text, nullptr, AI_NUMERICHOST).result == WSAHOST_NOT_FOUND);
  const question mapped("127.0.0.1", nullptr, AI_V4MAPPED, AF_INET6);
  REQUIRE(mapped.result == 0);
  CHECK(reinterpret_cast<sockaddr_in6*>(mapped.list->ai_addr)->sin6_addr.s6_addr[10] == 0xff);
}

TEST_CASE_METHOD(winsock, "getaddrinfo: bad hints") {
  CHECK(question("localhost", nullptr, 0, 77).result == WSAEAFNOSUPPORT);
  CHECK(question("localhost", nullptr, 0, AF_INET, 999).result == WSAESOCKTNOSUPPORT);
  CHECK(question(nullptr, "80", AI_CANONNAME).result == WSAEINVAL);
  CHECK(question(no_such_host, nullptr).result == WSAHOST_NOT_FOUND);
  addrinfo hints{}, *list = nullptr;
  hints.ai_addrlen = 1;
  CHECK(getaddrinfo("localhost", nullptr, &hints, &list) == WSANO_RECOVERY);
  CHECK(getaddrinfo("localhost", nullptr, nullptr, nullptr) == WSAEFAULT);
}

TEST_CASE_METHOD(winsock, "getaddrinfo: the canonical name stands in the first entry") {
  const question host("localhost", nullptr, AI_CANONNAME);
  REQUIRE(host.list->ai_canonname != nullptr);
  CHECK(std::string(host.list->ai_canonname) == "localhost");
  CHECK(host.list->ai_next->ai_canonname == nullptr);
}

TEST_CASE_METHOD(winsock, "the own name and the empty name have the same addresses") {
  char name[256];
  REQUIRE(gethostname(name, sizeof name) == 0);
  const question own(name, nullptr), empty("", nullptr);
  REQUIRE(own.result == 0);
  CHECK(own.all() == empty.all());
  hostent* const host = gethostbyname(name);
  REQUIRE(host != nullptr);
  CHECK(host->h_addrtype == AF_INET);

  const int length = static_cast<int>(std::strlen(name));
  std::strcpy(name, "kept");
  CHECK(error_of(gethostname(name, length)) == WSAEFAULT);
  CHECK(std::string(name) == "kept");
  CHECK(gethostname(name, length + 1) == 0);
  CHECK(error_of(gethostname(nullptr, 256)) == WSAEFAULT);
  WCHAR wide[256];
  CHECK(GetHostNameW(wide, 256) == 0);
  CHECK(std::wstring(wide).size() == static_cast<std::size_t>(length));
  CHECK(error_of(GetHostNameW(wide, length)) == WSAEFAULT);
}

TEST_CASE_METHOD(winsock, "GetAddrInfoW answers as getaddrinfo does") {
  addrinfoW* list = nullptr;
  addrinfoW hints{};
  hints.ai_flags = AI_CANONNAME;
  REQUIRE(GetAddrInfoW(L"localhost", L"http", &hints, &list) == 0);
  CHECK(std::wstring(list->ai_canonname) == L"localhost");
  CHECK(list->ai_socktype == SOCK_STREAM);
  FreeAddrInfoW(list);
  CHECK(GetAddrInfoW(nullptr, nullptr, nullptr, &list) == WSAHOST_NOT_FOUND);
  CHECK(list == nullptr);
}

TEST_CASE_METHOD(winsock, "names with letters beyond ASCII are asked for as the DNS has them") {
  struct {
    const wchar_t* name;
    const char* encoded;
  } const known[] = {
      {L"b\u00fccher.test", "xn--bcher-kva.test"},
      {L"B\u00dcCHER.test", "xn--bcher-kva.test"},
      {L"\u4f8b\u3048.\u30c6\u30b9\u30c8", "xn--r8jz45g.xn--zckzah"},       // reserved for tests by IANA
      {L"\u4f8b\u3048\u3002\u30c6\u30b9\u30c8", "xn--r8jz45g.xn--zckzah"},  // with an ideographic full stop
      {L"\u0438\u0441\u043f\u044b\u0442\u0430\u043d\u0438\u0435", "xn--80akhbyknj4f"},
  };
  ADDRINFOW hints{};
  hints.ai_family = AF_INET;
  for (const auto& one : known) {
    CAPTURE(one.encoded);
    loopsock_add_host(one.encoded, "10.9.8.7");
    ADDRINFOW* found = nullptr;
    hints.ai_flags = 0;
    CHECK(GetAddrInfoW(one.name, nullptr, &hints, &found) == 0);
    FreeAddrInfoW(found);
    hints.ai_flags = AI_DISABLE_IDN_ENCODING;
    CHECK(GetAddrInfoW(one.name, nullptr, &hints, &found) == WSAHOST_NOT_FOUND);
    loopsock_remove_host(one.encoded);
  }
  loopsock_add_host(
      "b\xc3\xbc"
      "cher.test",
      "10.9.8.7");
  ADDRINFOW* found = nullptr;
  CHECK(GetAddrInfoW(L"b\u00fccher.test", nullptr, nullptr, &found) == 0);  // the table has it as it is
  FreeAddrInfoW(found);
  loopsock_remove_host(
      "b\xc3\xbc"
      "cher.test");
}

TEST_CASE_METHOD(winsock, "getnameinfo: names where there are, numbers where not") {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(0xc0000207);  // 192.0.2.7, RFC 5737: documentation only
  address.sin_port = htons(514);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  char host[NI_MAXHOST], service[NI_MAXSERV];
  CHECK(getnameinfo(any, sizeof address, host, sizeof host, service, sizeof service, NI_NUMERICHOST | NI_NUMERICSERV) ==
        0);
  CHECK(std::string(host) == "192.0.2.7");
  CHECK(std::string(service) == "514");
  CHECK(getnameinfo(any, sizeof address, nullptr, 0, service, sizeof service, NI_DGRAM) == 0);
  CHECK(std::string(service) == "syslog");
  CHECK(getnameinfo(any, sizeof address, host, sizeof host, nullptr, 0, NI_NAMEREQD) == WSAHOST_NOT_FOUND);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
  CHECK(getnameinfo(any, sizeof address, host, sizeof host, nullptr, 0, 0) == 0);
  CHECK(WSAGetLastError() == 0);
  CHECK(getnameinfo(any, 3, host, sizeof host, nullptr, 0, 0) == WSAEFAULT);
  CHECK(getnameinfo(any, sizeof address, nullptr, 0, nullptr, 0, 0) == WSAHOST_NOT_FOUND);
  CHECK(getnameinfo(any, sizeof address, host, 9, nullptr, 0, NI_NUMERICHOST) == ERROR_INSUFFICIENT_BUFFER);
  WCHAR wide[NI_MAXHOST];
  CHECK(GetNameInfoW(any, sizeof address, wide, NI_MAXHOST, nullptr, 0, NI_NUMERICHOST) == 0);
  CHECK(std::wstring(wide) == L"192.0.2.7");
  address.sin_family = 77;
  CHECK(getnameinfo(any, sizeof address, host, sizeof host, nullptr, 0, 0) == WSAEAFNOSUPPORT);
}

TEST_CASE_METHOD(winsock, "hostent: the lists follow the structure, and then the addresses") {
  hostent* const host = gethostbyname("localhost");
  REQUIRE(host != nullptr);
  CHECK(host->h_length == 4);
  CHECK(std::memcmp(host->h_addr_list[0], "\x7f\0\0\x01", 4) == 0);
  CHECK(host->h_addr_list[1] == nullptr);
  CHECK(static_cast<void*>(host->h_aliases) == host + 1);
  CHECK(host->h_addr_list == host->h_aliases + 1);
  CHECK(static_cast<void*>(host->h_addr_list[0]) == host->h_addr_list + 2);
  CHECK(gethostbyname(no_such_host) == nullptr);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
  const unsigned char six[16] = {0x20, 0x01, 0x0d, 0xb8};
  CHECK(gethostbyaddr(reinterpret_cast<const char*>(six), 16, AF_INET6) == nullptr);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
  CHECK(gethostbyaddr(reinterpret_cast<const char*>(six), 3, AF_INET) == nullptr);
  CHECK(WSAGetLastError() == WSAEFAULT);
  CHECK(gethostbyaddr(reinterpret_cast<const char*>(six), 4, 77) == nullptr);
  CHECK(WSAGetLastError() == WSAEAFNOSUPPORT);
}

TEST_CASE_METHOD(winsock, "services and protocols lie in one buffer per thread") {
  servent* const domain = getservbyname("domain", "udp");
  REQUIRE(domain != nullptr);
  CHECK(domain->s_port == static_cast<decltype(domain->s_port)>(htons(53)));
  servent* const telnet = getservbyname("telnet", "tcp");
  CHECK(telnet == domain);
  CHECK(std::string(telnet->s_name) == "telnet");
  CHECK(std::string(telnet->s_proto) == "tcp");
  std::thread([&] {
    const winsock again;
    CHECK(getservbyport(htons(80), nullptr) != domain);
  }).join();
  CHECK(getservbyname("telnet", "udp") == nullptr);
  CHECK(WSAGetLastError() == WSANO_DATA);
  protoent* const tcp = getprotobyname("Tcp");
  REQUIRE(tcp != nullptr);
  CHECK(tcp->p_proto == IPPROTO_TCP);
  CHECK(std::string(getprotobynumber(59)->p_aliases[0]) == "IPv6-NoNxt");
  CHECK(getprotobynumber(2) == nullptr);
  CHECK(getprotobynumber(-1) == nullptr);
}

TEST_CASE_METHOD(winsock, "WSAEnumProtocols: the list is as long as it says, and filters by protocol") {
  DWORD bytes = 0;
  CHECK(error_of(WSAEnumProtocolsW(nullptr, nullptr, &bytes)) == WSAENOBUFS);
  CHECK(bytes == 4 * sizeof(WSAPROTOCOL_INFOW));  // the raw ones are hidden
  int wanted[] = {0xdead, IPPROTO_TCP, 0xcafe, IPPROTO_UDP, 0xbeef, 0};
  CHECK(error_of(WSAEnumProtocolsA(wanted, nullptr, &bytes)) == WSAENOBUFS);
  std::vector<WSAPROTOCOL_INFOA> list(bytes / sizeof(WSAPROTOCOL_INFOA));
  REQUIRE(WSAEnumProtocolsA(wanted, list.data(), &bytes) == 4);
  for (const WSAPROTOCOL_INFOA& info : list) {
    CHECK((info.iProtocol == IPPROTO_TCP || info.iProtocol == IPPROTO_UDP));
    CHECK(info.szProtocol[0] != '\0');
    CHECK((info.dwProviderFlags & PFL_HIDDEN) == 0);
    CHECK(info.dwServiceFlags1 == (info.iSocketType == SOCK_STREAM ? 0x20066u : 0x20609u));
  }
}

TEST_CASE_METHOD(winsock, "byte order: the plain calls turn, the WSA calls look at their arguments first") {
  CHECK(htons(0x1234) == ntohs(0x1234));
  const ULONG one = htonl(1);
  CHECK(reinterpret_cast<const unsigned char*>(&one)[3] == 1);
  CHECK(ntohll(htonll(0x0102030405060708)) == 0x0102030405060708);
  ULONG wide = 0;
  CHECK(error_of(WSAHtonl(INVALID_SOCKET, 1, &wide)) == WSAENOTSOCK);
  CHECK(error_of(WSAHtonl(INVALID_SOCKET, 1, nullptr)) == WSAEFAULT);
}

TEST_CASE("gai_strerror has a text for every error") {
  CHECK(std::string(gai_strerrorA(WSAHOST_NOT_FOUND)).find("host") != std::string::npos);
  CHECK(std::string(gai_strerrorA(424242)) != "");
  CHECK(std::wstring(gai_strerrorW(WSATRY_AGAIN)).size() > 4);
}
