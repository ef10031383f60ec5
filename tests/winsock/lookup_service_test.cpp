// WSALookupServiceBegin, Next and End: questions of every class, what is written of a result, blocks that are too small, and an End that wakes a
// Next.
#include <svcguid.h>

#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/winsock/name_support.hpp"

using namespace winsock_test;

namespace {

using texts = std::vector<std::string>;

/// A question, and the block that results are written into.
struct asked {
  asked(GUID service_class, const char* name, DWORD flags = LUP_RETURN_ALL, std::vector<AFPROTOCOLS> transports = {})
      : class_(service_class), transports_(std::move(transports)) {
    WSAQUERYSETA set{};
    set.dwSize = sizeof set;
    set.dwNameSpace = NS_ALL;
    set.lpServiceClassId = &class_;
    set.lpszServiceInstanceName = const_cast<char*>(name);
    set.dwNumberOfProtocols = static_cast<DWORD>(transports_.size());
    set.lpafpProtocols = transports_.empty() ? nullptr : transports_.data();
    result = error_of(WSALookupServiceBeginA(&set, flags, &handle));
  }
  ~asked() {
    if (handle != nullptr) WSALookupServiceEnd(handle);
  }

  /// 0, or the error.
  int next(DWORD flags = 0) {
    bytes = sizeof room;
    return error_of(WSALookupServiceNextA(handle, flags, &bytes, &set()));
  }

  WSAQUERYSETA& set() { return *reinterpret_cast<WSAQUERYSETA*>(room.data()); }
  texts remotes() {
    texts all;
    for (DWORD i = 0; i < set().dwNumberOfCsAddrs; ++i) {
      const SOCKET_ADDRESS& one = set().lpcsaBuffer[i].RemoteAddr;
      all.push_back(text_of(one.lpSockaddr, one.iSockaddrLength));
    }
    return all;
  }

  HANDLE handle = nullptr;
  int result = 0;
  DWORD bytes = 0;
  alignas(8) std::array<char, 4096> room{};

 private:
  GUID class_;
  std::vector<AFPROTOCOLS> transports_;
};

const GUID host_by_name = SVCID_INET_HOSTADDRBYNAME;
const GUID own_host = SVCID_HOSTNAME;

/// A pointer inside a blob is an offset from its beginning.
template <class T>
const T* at_offset(const BLOB& blob, const T* offset) {
  return reinterpret_cast<const T*>(blob.pBlobData + reinterpret_cast<std::uintptr_t>(offset));
}

int begin(WSAQUERYSETW* set, DWORD flags, HANDLE* handle) {
  return error_of(WSALookupServiceBeginW(set, flags, handle));
}

}  // namespace

TEST_CASE("lookup service: a question that makes no sense is refused at the beginning") {
  const started winsock;
  HANDLE handle = nullptr;
  WSAQUERYSETW set{};
  CHECK(begin(nullptr, 0, &handle) == WSAEFAULT);
  CHECK(begin(&set, 0, nullptr) == WSAEFAULT);
  CHECK(begin(&set, 0, &handle) == WSAEINVAL);  // the size
  set.dwSize = sizeof set;
  set.dwNameSpace = NS_DNS;
  CHECK(begin(&set, 0, &handle) == WSAEINVAL);  // no class
  GUID id = host_by_name, nobody = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
  set.lpServiceClassId = &id;
  set.dwNameSpace = NS_WINS;
  CHECK(begin(&set, 0, &handle) == WSASERVICE_NOT_FOUND);
  set.dwNameSpace = NS_DNS;
  set.lpNSProviderId = &nobody;
  CHECK(begin(&set, 0, &handle) == WSASERVICE_NOT_FOUND);
  CHECK(handle == nullptr);

  DWORD bytes = sizeof set;
  CHECK(error_of(WSALookupServiceNextW(nullptr, 0, &bytes, &set)) == WSA_INVALID_HANDLE);
  CHECK(error_of(WSALookupServiceEnd(nullptr)) == WSA_INVALID_HANDLE);
}

TEST_CASE("lookup service: a host by its name has addresses, a blob, and then there is no more") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9", "127.0.0.10"});
  REQUIRE(host.ready);
  asked question(host_by_name, "printer.test");
  REQUIRE(question.result == 0);
  REQUIRE(question.next() == 0);
  const WSAQUERYSETA& set = question.set();
  CHECK(set.dwSize == sizeof set);
  CHECK(set.dwNameSpace == NS_DNS);
  CHECK(std::string(set.lpszServiceInstanceName) == "printer.test");
  REQUIRE(set.lpServiceClassId != nullptr);
  CHECK(std::memcmp(set.lpServiceClassId, &host_by_name, sizeof host_by_name) == 0);
  CHECK(question.remotes() == texts{"127.0.0.9:0", "127.0.0.10:0"});
  CHECK(text_of(set.lpcsaBuffer[0].LocalAddr.lpSockaddr, 16) == "0.0.0.0:0");
  CHECK(set.lpcsaBuffer[0].iSocketType == SOCK_STREAM);
  CHECK(set.lpcsaBuffer[0].iProtocol == IPPROTO_TCP);

  REQUIRE(set.lpBlob != nullptr);
  const auto& entry = *reinterpret_cast<const hostent*>(set.lpBlob->pBlobData);
  CHECK(std::string(at_offset(*set.lpBlob, entry.h_name)) == "printer.test");
  CHECK(entry.h_addrtype == AF_INET);
  CHECK(entry.h_length == 4);
  const char* const* const list = at_offset(*set.lpBlob, entry.h_addr_list);
  CHECK(std::memcmp(at_offset(*set.lpBlob, list[1]), "\x7f\0\0\x0a", 4) == 0);
  CHECK(list[2] == nullptr);

  CHECK(question.next() == WSA_E_NO_MORE);
  CHECK(question.next() == WSA_E_NO_MORE);
}

TEST_CASE("lookup service: both families answer, unless the transports or the class name one") {
  const started winsock;
  const known_host host("both.test", {"127.0.0.9", "::1"});
  REQUIRE(host.ready);
  asked both(host_by_name, "both.test");
  REQUIRE(both.next() == 0);
  CHECK(both.set().dwNumberOfCsAddrs == 2);
  asked six(host_by_name, "both.test", LUP_RETURN_ADDR, {{AF_INET6, IPPROTO_TCP}});
  REQUIRE(six.next() == 0);
  CHECK(six.remotes() == texts{"::1:0"});
  asked record_a(GUID(SVCID_DNS(1)), "both.test", LUP_RETURN_ADDR);
  REQUIRE(record_a.next() == 0);
  CHECK(record_a.remotes() == texts{"127.0.0.9:0"});
  asked datagrams(host_by_name, "both.test", LUP_RETURN_ADDR, {{AF_INET, IPPROTO_UDP}});
  REQUIRE(datagrams.next() == 0);
  REQUIRE(datagrams.set().dwNumberOfCsAddrs == 1);
  CHECK(datagrams.set().lpcsaBuffer[0].iSocketType == SOCK_DGRAM);
}

TEST_CASE("lookup service: a class that stands for a port puts it into the addresses") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  asked web(GUID(SVCID_TCP(8080)), "printer.test", LUP_RETURN_ADDR);
  REQUIRE(web.next() == 0);
  CHECK(web.remotes() == texts{"127.0.0.9:8080"});
  CHECK(web.set().lpcsaBuffer[0].iProtocol == IPPROTO_TCP);
  asked time(GUID(SVCID_UDP(123)), "printer.test", LUP_RETURN_ADDR);
  REQUIRE(time.next() == 0);
  CHECK(time.remotes() == texts{"127.0.0.9:123"});
  CHECK(time.set().lpcsaBuffer[0].iProtocol == IPPROTO_UDP);
}

TEST_CASE("lookup service: what was not asked for is not written") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  asked addresses(host_by_name, "printer.test", LUP_RETURN_ADDR);
  REQUIRE(addresses.next() == 0);
  CHECK(addresses.set().lpszServiceInstanceName == nullptr);
  CHECK(addresses.set().lpBlob == nullptr);
  CHECK(addresses.set().dwNumberOfCsAddrs == 1);

  asked all(host_by_name, "printer.test");
  REQUIRE(all.next(LUP_RETURN_NAME) == 0);
  CHECK(all.set().lpcsaBuffer == nullptr);
  CHECK(std::string(all.set().lpszServiceInstanceName) == "printer.test");
}

TEST_CASE("lookup service: a block that is too small learns how much is needed, and the result stays") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  asked question(host_by_name, "printer.test");
  DWORD bytes = 0;
  CHECK(error_of(WSALookupServiceNextA(question.handle, 0, &bytes, nullptr)) == WSAEFAULT);
  const DWORD needed = bytes;
  CHECK(needed > sizeof(WSAQUERYSETA));
  bytes = needed - 1;
  CHECK(error_of(WSALookupServiceNextA(question.handle, 0, &bytes, &question.set())) == WSAEFAULT);
  CHECK(bytes == needed);
  question.room.fill('x');
  CHECK(error_of(WSALookupServiceNextA(question.handle, 0, &bytes, &question.set())) == 0);
  CHECK(question.room[needed] == 'x');
  CHECK(question.next() == WSA_E_NO_MORE);
  CHECK(error_of(WSALookupServiceNextA(question.handle, 0, nullptr, &question.set())) == WSAEFAULT);
}

TEST_CASE("lookup service: a result that did not fit can be passed over") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  asked question(host_by_name, "printer.test");
  DWORD bytes = 0;
  CHECK(error_of(WSALookupServiceNextA(question.handle, LUP_FLUSHPREVIOUS, &bytes, nullptr)) == WSAEFAULT);
  CHECK(question.next(LUP_FLUSHPREVIOUS) == WSA_E_NO_MORE);
}

TEST_CASE("lookup service: in wide characters") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  WSAQUERYSETW set{};
  GUID id = host_by_name;
  WCHAR name[] = L"PRINTER.test";
  set.dwSize = sizeof set;
  set.dwNameSpace = NS_DNS;
  set.lpServiceClassId = &id;
  set.lpszServiceInstanceName = name;
  HANDLE handle = nullptr;
  REQUIRE(begin(&set, LUP_RETURN_NAME | LUP_RETURN_ADDR, &handle) == 0);
  alignas(8) char room[1024];
  DWORD bytes = sizeof room;
  auto& answer = *reinterpret_cast<WSAQUERYSETW*>(room);
  REQUIRE(WSALookupServiceNextW(handle, 0, &bytes, &answer) == 0);
  CHECK(answer.dwSize == sizeof answer);
  CHECK(answer.dwNumberOfCsAddrs == 1);
  CHECK(std::wstring(answer.lpszServiceInstanceName).size() == 12);
  CHECK(WSALookupServiceEnd(handle) == 0);
  CHECK(error_of(WSALookupServiceEnd(handle)) == WSA_INVALID_HANDLE);
}

TEST_CASE("lookup service: this machine's own name needs no name") {
  const started winsock;
  char own[256] = "";
  REQUIRE(gethostname(own, sizeof own) == 0);
  asked question(own_host, nullptr);
  REQUIRE(question.next() == 0);
  CHECK(std::string(question.set().lpszServiceInstanceName).rfind(own, 0) == 0);
  CHECK(question.set().dwNumberOfCsAddrs > 0);
  asked nameless(host_by_name, nullptr);
  CHECK(nameless.next() == WSAEINVAL);
}

TEST_CASE("lookup service: a host by the text of its address") {
  const started winsock;
  asked question(GUID(SVCID_INET_HOSTADDRBYINETSTRING), "127.0.0.1");
  REQUIRE(question.next() == 0);
  CHECK(question.remotes() == texts{"127.0.0.1:0"});
  CHECK(!std::string(question.set().lpszServiceInstanceName).empty());
  asked no_text(GUID(SVCID_INET_HOSTADDRBYINETSTRING), "localhost");
  CHECK(no_text.next() == WSAEINVAL);
}

TEST_CASE("lookup service: a service by its name and transport") {
  const started winsock;
  asked question(GUID(SVCID_INET_SERVICEBYNAME), "http/tcp");
  REQUIRE(question.next() == 0);
  CHECK(question.remotes() == texts{"0.0.0.0:80"});
  REQUIRE(question.set().lpBlob != nullptr);
  const BLOB& blob = *question.set().lpBlob;
  const auto& entry = *reinterpret_cast<const servent*>(blob.pBlobData);
  CHECK(ntohs(static_cast<u_short>(entry.s_port)) == 80);
  CHECK(std::string(at_offset(blob, entry.s_name)) == "http");
  CHECK(std::string(at_offset(blob, entry.s_proto)) == "tcp");
  asked nothing(GUID(SVCID_INET_SERVICEBYNAME), "no-such-service/tcp");
  CHECK(nothing.next() == WSASERVICE_NOT_FOUND);
}

TEST_CASE("lookup service: a service of the machine itself binds to the addresses that come back") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  asked question(GUID(SVCID_TCP(8080)), "printer.test", LUP_RETURN_ADDR | LUP_RES_SERVICE);
  REQUIRE(question.next() == 0);
  CHECK(text_of(question.set().lpcsaBuffer[0].LocalAddr.lpSockaddr, 16) == "127.0.0.9:8080");
}

TEST_CASE("lookup service: a name that does not exist, a class that nobody serves, networks that are not there") {
  const started winsock;
  asked gone(host_by_name, "no-such-host.invalid");
  REQUIRE(gone.result == 0);
  const int error = gone.next();
  CHECK(
      (error == WSASERVICE_NOT_FOUND || error == WSATRY_AGAIN));  // the second where the machine's own server is silent
  asked odd(GUID{9, 9, 9, {9}}, "localhost");
  CHECK(odd.next() == WSASERVICE_NOT_FOUND);
  asked containers(host_by_name, "localhost", LUP_CONTAINERS);
  CHECK(containers.next() == WSANO_DATA);

  // As a program asks for the networks that the machine is part of.
  WSAQUERYSETW set{};
  set.dwSize = sizeof set;
  HANDLE handle = nullptr;
  REQUIRE(begin(&set, LUP_RETURN_ALL | LUP_DEEP, &handle) == 0);
  DWORD bytes = sizeof set;
  CHECK(error_of(WSALookupServiceNextW(handle, 0, &bytes, &set)) == WSA_E_NO_MORE);
  CHECK(WSALookupServiceEnd(handle) == 0);
}

TEST_CASE("lookup service: End wakes a Next that waits for the answer") {
  const started winsock;
  slow_server server;
  REQUIRE(server.ready);
  asked question(host_by_name, "slow.dns.test");
  REQUIRE(question.result == 0);
  int error = 0;
  std::thread waiting([&] { error = question.next(); });
  REQUIRE(server.is_asked());
  CHECK(WSALookupServiceEnd(std::exchange(question.handle, nullptr)) == 0);
  waiting.join();
  CHECK(error == WSA_E_CANCELLED);
  server.deny();
}

TEST_CASE("lookup service: several threads share the results of one question") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  for (int round = 0; round < times(200); ++round) {
    asked question(host_by_name, "printer.test", LUP_RETURN_NAME);
    std::atomic<int> found{0}, no_more{0};
    std::vector<std::thread> all;
    for (int i = 0; i < 3; ++i) {
      all.emplace_back([&] {
        alignas(8) char room[512];
        DWORD bytes = sizeof room;
        const int error =
            error_of(WSALookupServiceNextA(question.handle, 0, &bytes, reinterpret_cast<WSAQUERYSETA*>(room)));
        if (error == 0) ++found;
        if (error == WSA_E_NO_MORE) ++no_more;
      });
    }
    for (std::thread& one : all) one.join();
    REQUIRE(found == 1);
    REQUIRE(no_more == 2);
  }
}
