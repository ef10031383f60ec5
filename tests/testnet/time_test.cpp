// Time: every clock and every wait of the library runs on the net's clock, and idle time costs nothing.
#include <mmsystem.h>
#include <mstcpip.h>
#include <windows.h>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

/// How much virtual time `does` takes.
template <class Does>
nanoseconds span_of(const testnet::net& world, Does&& does) {
  const nanoseconds began = world.now();
  std::forward<Does>(does)();
  return world.now() - began;
}

constexpr double bar_milliseconds = 50;

/// The bar: so much may a case take in real time. Sanitizers make it ten times as slow.
void check_bar(const char* what, double best) {
  std::printf("%s: %.2f ms of real time\n", what, best);
  CHECK(best < bar_milliseconds * (sanitized ? 20 : 1));
}

}  // namespace

TEST_CASE("time: it stands still while a thread runs, and passes by pass()") {
  testnet::net world(1);
  CHECK(world.now() == 0ns);
  volatile unsigned busy = 0;
  for (unsigned i = 0; i < 1'000'000; ++i) busy = busy + i;
  CHECK(world.now() == 0ns);
  world.pass(3h + 1ns);
  CHECK(world.now() == 3h + 1ns);
  world.pass(0ns);
  CHECK(world.now() == 3h + 1ns);
}

TEST_CASE("time: Sleep, select and WSAPoll take what they are asked to take, to the nanosecond") {
  testnet::net world(1);
  const started winsock;
  testnet::host& one = world.add_host("one");
  one.run([&] {
    CHECK(span_of(world, [] { Sleep(86'400'000); }) == 24h);
    const held_socket s = datagrams_at("0.0.0.0", 99);
    CHECK(span_of(world, [&] { CHECK_FALSE(wait_for(s, ready_for::reading, 90'000ms)); }) == 90s);
    WSAPOLLFD poll{s, POLLRDNORM, 0};
    CHECK(span_of(world, [&] { CHECK(WSAPoll(&poll, 1, 12'345) == 0); }) == 12'345ms);
    CHECK(span_of(world, [&] { CHECK(WSAPoll(&poll, 1, 0) == 0); }) == 0ns);
  });
  world.go();
}

TEST_CASE("time: SO_RCVTIMEO and SO_SNDTIMEO end calls at their moment") {
  testnet::net world(1);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  const connected_pair both = pair_between(one, other);
  REQUIRE(set_option(both.client, SOL_SOCKET, SO_RCVTIMEO, DWORD{7000}));
  REQUIRE(set_option(both.client, SOL_SOCKET, SO_SNDTIMEO, DWORD{9000}));
  char byte;
  CHECK(span_of(world, [&] { CHECK(error_of(recv(both.client, &byte, 1, 0)) == WSAETIMEDOUT); }) == 7s);
  const std::string more_than_fits(1 << 20, 'm');
  int sent = 0;
  const nanoseconds took = span_of(world, [&] {
    while ((sent = send(both.client, more_than_fits.data(), 50'000, 0)) == 50'000) {
    }
  });
  CHECK(took >= 9s);
  CHECK(took < 10s);
}

TEST_CASE("time: a reader that pauses for an hour loses nothing") {
  testnet::net world(1);
  const started winsock;
  testnet::host &writer = world.add_host("writer"), &reader = world.add_host("reader");
  connected_pair both = pair_between(writer, reader);
  const std::string text = pattern(500'000);
  writer.run([&] {
    CHECK(send(both.client, text.data(), static_cast<int>(text.size()), 0) == static_cast<int>(text.size()));
    both.client.close();
  });
  reader.run([&] {
    Sleep(3'600'000);
    CHECK(receive_to_end(both.server) == text);
  });
  world.go();
}

TEST_CASE("time: waits for objects, events and completion ports end at their moment") {
  testnet::net world(1);
  const started winsock;
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  CHECK(span_of(world, [&] { CHECK(WaitForSingleObject(event, 5000) == WAIT_TIMEOUT); }) == 5s);
  const WSAEVENT events[] = {WSACreateEvent(), WSACreateEvent()};
  CHECK(span_of(world, [&] { CHECK(WSAWaitForMultipleEvents(2, events, FALSE, 6000, FALSE) == WSA_WAIT_TIMEOUT); }) ==
        6s);
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
  DWORD bytes = 0;
  ULONG_PTR key = 0;
  OVERLAPPED* done = nullptr;
  CHECK(span_of(world, [&] { CHECK_FALSE(GetQueuedCompletionStatus(port, &bytes, &key, &done, 8000)); }) == 8s);
  CHECK(GetLastError() == WAIT_TIMEOUT);
  for (const WSAEVENT one : events) WSACloseEvent(one);
  CloseHandle(event);
  CloseHandle(port);
}

TEST_CASE("time: an APC ends SleepEx when another thread queues it, and not later") {
  testnet::net world(1);
  const started winsock;
  testnet::host& one = world.add_host("one");
  HANDLE sleeper = nullptr;
  one.run([&] {
    REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &sleeper, 0, FALSE,
                            DUPLICATE_SAME_ACCESS));
    CHECK(span_of(world, [] { CHECK(SleepEx(60'000, TRUE) == WAIT_IO_COMPLETION); }) == 2s);
    CHECK(span_of(world, [] { CHECK(SleepEx(60'000, TRUE) == 0); }) == 60s);
  });
  one.run([&] {
    Sleep(2000);
    REQUIRE(QueueUserAPC([](ULONG_PTR) {}, sleeper, 0) != 0);
  });
  world.go();
  CloseHandle(sleeper);
}

TEST_CASE("time: condition variables end at their moment, or when they are woken") {
  testnet::net world(1);
  const started winsock;
  testnet::host& one = world.add_host("one");
  CRITICAL_SECTION section;
  InitializeCriticalSection(&section);
  SRWLOCK lock = SRWLOCK_INIT;
  CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
  one.run([&] {
    EnterCriticalSection(&section);
    CHECK(span_of(world, [&] { CHECK_FALSE(SleepConditionVariableCS(&changed, &section, 3000)); }) == 3s);
    CHECK(GetLastError() == ERROR_TIMEOUT);
    LeaveCriticalSection(&section);
    AcquireSRWLockExclusive(&lock);
    CHECK(span_of(world, [&] { CHECK(SleepConditionVariableSRW(&changed, &lock, INFINITE, 0)); }) == 1s);
    ReleaseSRWLockExclusive(&lock);
  });
  one.run([&] {
    Sleep(4000);
    WakeAllConditionVariable(&changed);
  });
  world.go();
  DeleteCriticalSection(&section);
}

TEST_CASE("time: every clock of Win32 goes with the net's, and the calendar begins with 2030") {
  testnet::net world(1);
  const ULONGLONG ticks = GetTickCount64();
  const DWORD ticks32 = GetTickCount(), multimedia = timeGetTime();
  LARGE_INTEGER frequency{}, counter{}, later{};
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&counter);
  SYSTEMTIME date{};
  GetSystemTime(&date);
  CHECK(date.wYear == 2030);
  CHECK(date.wMonth == 1);
  FILETIME file{}, file_later{};
  GetSystemTimeAsFileTime(&file);

  world.pass(36h);

  CHECK(GetTickCount64() - ticks == 36 * 3'600'000);
  CHECK(GetTickCount() - ticks32 == 36 * 3'600'000);
  CHECK(timeGetTime() - multimedia == 36 * 3'600'000);
  QueryPerformanceCounter(&later);
  CHECK(later.QuadPart - counter.QuadPart == frequency.QuadPart * 36 * 3600);
  GetSystemTimeAsFileTime(&file_later);
  const auto number = [](const FILETIME& one) { return std::uint64_t{one.dwHighDateTime} << 32 | one.dwLowDateTime; };
  CHECK(number(file_later) - number(file) == 36ull * 3600 * 10'000'000);
  const WORD day = date.wDay;
  GetSystemTime(&date);
  CHECK(date.wDay >= day + 1);
}

// ----------------------------------------------------------------------------------------------------------------- long ones

TEST_CASE("time: a keep-alive of two hours finds a dead peer in under 50 ms of real time") {
  const double best = best_real_milliseconds(
      [] {
        testnet::net world(1);
        const started winsock;
        testnet::host &client = world.add_host("client"), &server = world.add_host("server");
        const connected_pair both = pair_between(client, server);
        REQUIRE(set_option(both.client, SOL_SOCKET, SO_KEEPALIVE, TRUE));
        server.crash();
        char byte;
        const nanoseconds took = span_of(world, [&] { CHECK(error_of(recv(both.client, &byte, 1, 0)) != 0); });
        CHECK(took > 2h);
        CHECK(took < 2h + 15min);
      },
      bar_milliseconds);
  check_bar("a keep-alive of two hours", best);
}

TEST_CASE("time: a keep-alive keeps a connection for a day, with a probe every two hours and nothing in between") {
  testnet::net world(1);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  const connected_pair both = pair_between(client, server);
  REQUIRE(set_option(both.client, SOL_SOCKET, SO_KEEPALIVE, TRUE));
  world.pass(1s);  // what the handshake left behind
  const std::uint64_t before = client.link().out().so_far().carried;
  world.pass(24h + 1min);
  CHECK(client.link().out().so_far().carried - before == 12);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("time: a program's connect time-out of five minutes ends in under 50 ms of real time") {
  const double best = best_real_milliseconds(
      [] {
        testnet::net world(1);
        const started winsock;
        testnet::host &client = world.add_host("client"), &server = world.add_host("server");
        server.link().cut();
        client.call([&] {
          const held_socket s = tcp();
          REQUIRE(set_nonblocking(s));
          CHECK(error_of(connect_to(s, name_at(server.address().c_str(), 80))) == WSAEWOULDBLOCK);
          CHECK(span_of(world, [&] { CHECK_FALSE(wait_for(s, ready_for::writing, 300'000ms)); }) == 5min);
        });
      },
      bar_milliseconds);
  check_bar("a connect time-out of five minutes", best);
}

TEST_CASE("time: 2MSL pass in under 50 ms of real time, and then the port is free again") {
  const double best = best_real_milliseconds(
      [] {
        testnet::net world(1);
        const started winsock;
        testnet::host &client = world.add_host("client"), &server = world.add_host("server");
        const held_socket door = server.call([] { return listen_at("0.0.0.0", 80); });
        const auto connect_from_own_port = [&] {
          return client.call([&] {
            held_socket s = tcp();
            REQUIRE(error_of(bind_to(s, name_at("0.0.0.0", 5000))) == 0);
            const int error = error_of(connect_to(s, name_at(server.address().c_str(), 80)));
            return std::pair(std::move(s), error);
          });
        };
        {
          auto first = connect_from_own_port();
          REQUIRE(first.second == 0);
          const held_socket accepted = accept_at(door);
          first.first.close();  // closes first, so it is the one that waits
          CHECK(receive_to_end(accepted).empty());
        }
        world.pass(100ms);
        CHECK(connect_from_own_port().second != 0);
        world.pass(4s);  // 2MSL
        CHECK(connect_from_own_port().second == 0);
      },
      bar_milliseconds);
  check_bar("2MSL", best);
}
