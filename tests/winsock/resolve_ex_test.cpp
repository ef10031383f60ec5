// GetAddrInfoEx at once and later: with an event, with a routine, with a time-out, cancelled; and SetAddrInfoEx, which gives names out.
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "tests/winsock/name_support.hpp"

using namespace winsock_test;

namespace {

using texts = std::vector<std::string>;

template <class Info>
texts addresses_of(const Info* list) {
  texts all;
  for (; list != nullptr; list = list->ai_next)
    all.push_back(text_of(list->ai_addr, static_cast<int>(list->ai_addrlen)));
  return all;
}

ADDRINFOEXW streams(int family = AF_UNSPEC) {
  ADDRINFOEXW hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  return hints;
}

struct event {
  event() : handle(WSACreateEvent()) {}
  ~event() { WSACloseEvent(handle); }
  event(const event&) = delete;
  bool is_set(milliseconds time = milliseconds{0}) const {
    return WSAWaitForMultipleEvents(1, &handle, FALSE, static_cast<DWORD>(time.count()), FALSE) == WSA_WAIT_EVENT_0;
  }
  HANDLE handle;
};

/// One asynchronous question.
struct pending {
  explicit pending(HANDLE with = nullptr) { overlapped.hEvent = with; }
  ~pending() { FreeAddrInfoExW(list); }
  pending(const pending&) = delete;

  int ask(const wchar_t* name, LPLOOKUPSERVICE_COMPLETION_ROUTINE routine = nullptr, timeval* timeout = nullptr) {
    const ADDRINFOEXW hints = streams(AF_INET);
    return GetAddrInfoExW(name, L"80", NS_DNS, nullptr, &hints, &list, timeout, &overlapped, routine, &handle);
  }
  int result() { return GetAddrInfoExOverlappedResult(&overlapped); }

  OVERLAPPED overlapped{};
  ADDRINFOEXW* list = reinterpret_cast<ADDRINFOEXW*>(0xdead);
  HANDLE handle = nullptr;
};

struct answered : pending {
  static void WSAAPI routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped) {
    auto* const self = reinterpret_cast<answered*>(reinterpret_cast<char*>(overlapped) - offsetof(pending, overlapped));
    self->error = error;
    self->bytes = bytes;
    self->thread = GetCurrentThreadId();
    ++self->calls;
  }
  bool wait() const {
    for (int i = 0; i < 5000 && calls == 0; ++i) std::this_thread::sleep_for(1ms);
    return calls == 1;
  }
  DWORD error = 0, bytes = 0, thread = 0;
  std::atomic<int> calls{0};
};

}  // namespace

TEST_CASE("resolve ex: at once, in both forms") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9", "127.0.0.10"});
  const ADDRINFOEXW hints = streams();
  ADDRINFOEXW* wide = nullptr;
  WSASetLastError(1);
  REQUIRE(GetAddrInfoExW(L"printer.test", L"80", NS_ALL, nullptr, &hints, &wide, nullptr, nullptr, nullptr, nullptr) ==
          0);
  CHECK(WSAGetLastError() == 0);
  CHECK(addresses_of(wide) == texts{"127.0.0.9:80", "127.0.0.10:80"});
  CHECK(wide->ai_blob == nullptr);
  CHECK(wide->ai_bloblen == 0);
  CHECK(wide->ai_provider == nullptr);
  FreeAddrInfoExW(wide);

  ADDRINFOEXA named{};
  named.ai_flags = AI_CANONNAME;
  named.ai_socktype = SOCK_DGRAM;
  ADDRINFOEXA* narrow = nullptr;
  REQUIRE(GetAddrInfoExA("printer.test", nullptr, NS_DNS, nullptr, &named, &narrow, nullptr, nullptr, nullptr,
                         nullptr) == 0);
  CHECK(addresses_of(narrow) == texts{"127.0.0.9:0", "127.0.0.10:0"});
  CHECK(std::string(narrow->ai_canonname) == "printer.test");
  CHECK(narrow->ai_socktype == SOCK_DGRAM);
  FreeAddrInfoEx(narrow);
  FreeAddrInfoExA(nullptr);
  FreeAddrInfoExW(nullptr);
}

TEST_CASE("resolve ex: a question that makes no sense is refused at once, and no event tells of it") {
  const started winsock;
  const event done;
  pending one(done.handle);
  CHECK(one.ask(nullptr) == WSA_IO_PENDING);  // a service alone is a question
  CHECK(done.is_set(soon));
  WSAResetEvent(done.handle);

  ADDRINFOEXW* list = reinterpret_cast<ADDRINFOEXW*>(1);
  const auto ask = [&](const wchar_t* name, DWORD space, OVERLAPPED* overlapped,
                       LPLOOKUPSERVICE_COMPLETION_ROUTINE routine = nullptr, HANDLE* handle = nullptr) {
    return GetAddrInfoExW(name, nullptr, space, nullptr, nullptr, &list, nullptr, overlapped, routine, handle);
  };
  OVERLAPPED overlapped{};
  overlapped.hEvent = done.handle;
  CHECK(ask(nullptr, NS_DNS, &overlapped) == WSAHOST_NOT_FOUND);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
  CHECK(list == nullptr);
  CHECK(ask(L"localhost", NS_WINS, &overlapped) == WSASERVICE_NOT_FOUND);
  CHECK(ask(L"localhost", NS_DNS, &overlapped, answered::routine) == WSAEINVAL);  // an event and a routine
  CHECK(!done.is_set());

  HANDLE handle = nullptr;
  CHECK(ask(L"localhost", NS_DNS, nullptr, answered::routine) == WSAEINVAL);
  CHECK(ask(L"localhost", NS_DNS, nullptr, nullptr, &handle) == WSAEINVAL);
  overlapped.hEvent = reinterpret_cast<HANDLE>(0x7654);
  CHECK(ask(L"localhost", NS_DNS, &overlapped) == WSA_INVALID_HANDLE);
  CHECK(GetAddrInfoExW(L"localhost", nullptr, NS_DNS, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) ==
        WSAEFAULT);
  timeval negative{-1, 0};
  CHECK(GetAddrInfoExW(L"localhost", nullptr, NS_DNS, nullptr, nullptr, &list, &negative, nullptr, nullptr, nullptr) ==
        WSAEINVAL);
  CHECK(GetAddrInfoExOverlappedResult(nullptr) == WSAEINVAL);

  // Reserved in this form.
  ADDRINFOEXA* narrow = nullptr;
  timeval second{1, 0};
  CHECK(GetAddrInfoExA("localhost", nullptr, NS_DNS, nullptr, nullptr, &narrow, &second, nullptr, nullptr, nullptr) ==
        WSAEINVAL);
  CHECK(GetAddrInfoExA("localhost", nullptr, NS_DNS, nullptr, nullptr, &narrow, nullptr, nullptr, nullptr, &handle) ==
        WSAEINVAL);
}

TEST_CASE("resolve ex: an event tells that the answer is there") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  const event done;
  pending one(done.handle);
  CHECK(one.ask(L"printer.test") == WSA_IO_PENDING);
  CHECK(WSAGetLastError() == WSA_IO_PENDING);
  REQUIRE(done.is_set(soon));
  CHECK(one.result() == 0);
  CHECK(one.overlapped.Pointer == &one.list);
  CHECK(one.overlapped.hEvent == done.handle);
  CHECK(addresses_of(one.list) == texts{"127.0.0.9:80"});
  CHECK(GetAddrInfoExCancel(&one.handle) == WSA_INVALID_HANDLE);
}

TEST_CASE("resolve ex: until the answer is there, the result says so; an error comes the same way") {
  const started winsock;
  slow_server server;
  REQUIRE(server.ready);
  const event done;
  pending one(done.handle);
  REQUIRE(one.ask(L"slow.dns.test") == WSA_IO_PENDING);
  CHECK(one.list == nullptr);
  REQUIRE(server.is_asked());
  CHECK(one.result() == WSAEINPROGRESS);
  CHECK(!done.is_set());
  server.deny();
  REQUIRE(done.is_set(soon));
  CHECK(one.result() == WSAHOST_NOT_FOUND);
  CHECK(one.list == nullptr);
}

TEST_CASE("resolve ex: a routine is called once, on a thread of the library's, and not as an APC") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  answered one;
  REQUIRE(one.ask(L"printer.test", answered::routine) == WSA_IO_PENDING);
  REQUIRE(one.wait());
  CHECK(one.error == 0);
  CHECK(one.bytes == 0);
  CHECK(one.thread != GetCurrentThreadId());
  CHECK(one.result() == 0);
  CHECK(addresses_of(one.list) == texts{"127.0.0.9:80"});
  CHECK(SleepEx(0, TRUE) == 0);
}

TEST_CASE("resolve ex: cancelled, the question ends at once") {
  const started winsock;
  slow_server server;
  REQUIRE(server.ready);
  const bool by_event = GENERATE(true, false);
  const event done;
  answered one;
  one.overlapped.hEvent = by_event ? done.handle : nullptr;
  REQUIRE(one.ask(L"slow.dns.test", by_event ? nullptr : answered::routine) == WSA_IO_PENDING);
  REQUIRE(server.is_asked());
  CHECK(GetAddrInfoExCancel(&one.handle) == 0);
  CHECK((by_event ? done.is_set() : one.calls == 1));
  CHECK(one.result() == WSA_E_CANCELLED);
  CHECK(one.list == nullptr);
  CHECK(GetAddrInfoExCancel(&one.handle) == WSA_INVALID_HANDLE);
  CHECK(GetAddrInfoExCancel(nullptr) == WSA_INVALID_HANDLE);
  server.deny();
}

TEST_CASE("resolve ex: a time-out ends the wait for a server") {
  const started winsock;
  slow_server server;
  REQUIRE(server.ready);
  timeval little{0, 30'000};
  const ADDRINFOEXW hints = streams(AF_INET);
  ADDRINFOEXW* list = nullptr;
  const auto before = std::chrono::steady_clock::now();
  CHECK(GetAddrInfoExW(L"slow.dns.test", nullptr, NS_DNS, nullptr, &hints, &list, &little, nullptr, nullptr, nullptr) ==
        WSATRY_AGAIN);
  CHECK(std::chrono::steady_clock::now() - before < 1s);

  const event done;
  pending one(done.handle);
  REQUIRE(one.ask(L"slow.dns.test", nullptr, &little) == WSA_IO_PENDING);
  REQUIRE(done.is_set(soon));
  CHECK(one.result() == WSATRY_AGAIN);
}

TEST_CASE("resolve ex: whether a question is answered or cancelled, it is told of once") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  for (int round = 0; round < times(300); ++round) {
    answered one;
    REQUIRE(one.ask(L"printer.test", answered::routine) == WSA_IO_PENDING);
    if (round % 3 == 0) std::this_thread::yield();
    const int cancelled = GetAddrInfoExCancel(&one.handle);
    REQUIRE(one.wait());
    REQUIRE((cancelled == 0 || cancelled == WSA_INVALID_HANDLE));
    REQUIRE(one.result() == (cancelled == 0 ? WSA_E_CANCELLED : 0));
    REQUIRE((one.list != nullptr) == (cancelled != 0));
  }
}

TEST_CASE("resolve ex: more questions than there are threads are all answered") {
  const started winsock;
  const known_host host("printer.test", {"127.0.0.9"});
  std::vector<std::unique_ptr<answered>> all;
  for (int i = 0; i < 64; ++i) {
    all.push_back(std::make_unique<answered>());
    REQUIRE(all.back()->ask(L"printer.test", answered::routine) == WSA_IO_PENDING);
  }
  for (const auto& one : all) {
    REQUIRE(one->wait());
    CHECK(one->result() == 0);
  }
}

TEST_CASE("names given: they are found afterwards, replaced as a group, and taken back") {
  const started winsock;
  sockaddr_in first = loopback(), second = loopback();
  first.sin_addr.s_addr = htonl(0x7f000021);
  second.sin_addr.s_addr = htonl(0x7f000022);
  SOCKET_ADDRESS both[] = {{plain(first), sizeof first}, {plain(second), sizeof second}};
  const auto give = [](const wchar_t* name, SOCKET_ADDRESS* addresses, DWORD count) {
    return SetAddrInfoExW(name, nullptr, addresses, count, nullptr, 0, NS_DNS, nullptr, nullptr, nullptr, nullptr,
                          nullptr);
  };
  const auto look_up = [](const char* name) {
    addrinfo hints{}, *list = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_family = AF_INET;
    getaddrinfo(name, nullptr, &hints, &list);
    const texts all = addresses_of(list);
    freeaddrinfo(list);
    return all;
  };
  REQUIRE(give(L"given.test", both, 2) == 0);
  CHECK(look_up("given.test") == texts{"127.0.0.33:0", "127.0.0.34:0"});
  REQUIRE(give(L"given.test", both + 1, 1) == 0);
  CHECK(look_up("given.test") == texts{"127.0.0.34:0"});
  REQUIRE(SetAddrInfoExA("given.test", nullptr, nullptr, 0, nullptr, 0, NS_ALL, nullptr, nullptr, nullptr, nullptr,
                         nullptr) == 0);
  CHECK(give(L"given.test", nullptr, 0) == WSASERVICE_NOT_FOUND);

  CHECK(give(nullptr, both, 2) == WSAEINVAL);
  CHECK(give(L"", both, 2) == WSAEINVAL);
  CHECK(give(L"given.test", nullptr, 1) == WSAEINVAL);
  both[1].iSockaddrLength = 3;
  CHECK(give(L"given.test", both, 2) == WSAEINVAL);
  CHECK(give(L"given.test", nullptr, 0) == WSASERVICE_NOT_FOUND);  // nothing of it was entered
  CHECK(SetAddrInfoExA("given.test", nullptr, nullptr, 0, nullptr, 0, NS_WINS, nullptr, nullptr, nullptr, nullptr,
                       nullptr) == WSASERVICE_NOT_FOUND);
  OVERLAPPED overlapped{};
  CHECK(SetAddrInfoExW(L"given.test", nullptr, both, 1, nullptr, 0, NS_DNS, nullptr, nullptr, &overlapped, nullptr,
                       nullptr) == WSAEINVAL);
  CHECK(WSAGetLastError() == WSAEINVAL);
}
