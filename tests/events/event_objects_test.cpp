// Event objects by Winsock's names, and waiting for them.
#include <windows.h>

#include <array>

#include "tests/events/support.hpp"

using namespace events_test;

namespace {

// No handle: nobody's number, a socket's, and what programs leave in their variables.
constexpr std::uintptr_t no_events[] = {0, 1, 4, 0x7ffffff0, ~std::uintptr_t{0} - 7};

WSAEVENT as_event(std::uintptr_t number) { return reinterpret_cast<WSAEVENT>(number); }

DWORD wait(const WSAEVENT* events, DWORD count, bool all = false, DWORD time = 0, bool alertable = false) {
  return WSAWaitForMultipleEvents(count, events, all ? TRUE : FALSE, time, alertable ? TRUE : FALSE);
}

void NTAPI count_call(ULONG_PTR where) { ++*reinterpret_cast<int*>(where); }

}  // namespace

TEST_CASE("event objects: without WSAStartup there are none") {
  CHECK(WSACreateEvent() == WSA_INVALID_EVENT);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  const WSAEVENT none = WSA_INVALID_EVENT;
  CHECK(WSASetEvent(none) == FALSE);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK(WSAResetEvent(none) == FALSE);
  CHECK(WSACloseEvent(none) == FALSE);
  CHECK(wait(&none, 1) == WSA_WAIT_FAILED);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK(error_of(WSAEventSelect(4, none, FD_READ)) == WSANOTINITIALISED);
  CHECK(error_of(WSAEnumNetworkEvents(4, none, nullptr)) == WSANOTINITIALISED);
}

TEST_CASE("event objects: one is manual and not set, and Win32's calls know it") {
  started winsock;
  const WSAEVENT event = WSACreateEvent();
  REQUIRE(event != WSA_INVALID_EVENT);
  CHECK(wait(&event, 1) == WSA_WAIT_TIMEOUT);
  CHECK(WSASetEvent(event) == TRUE);
  CHECK(wait(&event, 1) == WSA_WAIT_EVENT_0);
  CHECK(wait(&event, 1) == WSA_WAIT_EVENT_0);  // a wait does not use it up
  CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(WSAResetEvent(event) == TRUE);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  CHECK(SetEvent(event) != FALSE);
  CHECK(wait(&event, 1) == WSA_WAIT_EVENT_0);
  CHECK(WSACloseEvent(event) == TRUE);
  CHECK(WSACloseEvent(event) == FALSE);
  CHECK(WSAGetLastError() == WSA_INVALID_HANDLE);
}

TEST_CASE("event objects: what is no event is WSA_INVALID_HANDLE") {
  started winsock;
  const held_socket s = tcp();
  for (const std::uintptr_t number : no_events) {
    INFO(number);
    const WSAEVENT none = as_event(number);
    WSASetLastError(0);
    CHECK(WSASetEvent(none) == FALSE);
    CHECK(WSAGetLastError() == WSA_INVALID_HANDLE);
    CHECK(WSAResetEvent(none) == FALSE);
    CHECK(WSACloseEvent(none) == FALSE);
    CHECK(wait(&none, 1) == WSA_WAIT_FAILED);
    CHECK(WSAGetLastError() == WSA_INVALID_HANDLE);
  }
  CHECK(WSASetEvent(as_event(s)) == FALSE);
  CHECK(WSAGetLastError() == WSA_INVALID_HANDLE);
}

TEST_CASE("waiting for events: the first that is set, or all; 1 to 64 of them") {
  started winsock;
  std::array<held_event, WSA_MAXIMUM_WAIT_EVENTS> all;
  std::array<WSAEVENT, WSA_MAXIMUM_WAIT_EVENTS + 1> handles{};
  std::copy(all.begin(), all.end(), handles.begin());
  handles.back() = all[0];

  CHECK(wait(handles.data(), 64) == WSA_WAIT_TIMEOUT);
  WSASetEvent(all[63]);
  CHECK(wait(handles.data(), 64) == WSA_WAIT_EVENT_0 + 63);
  WSASetEvent(all[7]);
  CHECK(wait(handles.data(), 64) == WSA_WAIT_EVENT_0 + 7);
  CHECK(wait(handles.data(), 64, true) == WSA_WAIT_TIMEOUT);
  for (const held_event& event : all) WSASetEvent(event);
  CHECK(wait(handles.data(), 64, true) == WSA_WAIT_EVENT_0);

  CHECK(wait(handles.data(), 0) == WSA_WAIT_FAILED);
  CHECK(WSAGetLastError() == WSA_INVALID_PARAMETER);
  CHECK(wait(handles.data(), 65) == WSA_WAIT_FAILED);
  CHECK(WSAGetLastError() == WSA_INVALID_PARAMETER);
  const WSAEVENT twice[] = {all[0], all[0]};
  CHECK(wait(twice, 2) == WSA_WAIT_EVENT_0);
  CHECK(wait(twice, 2, true) == WSA_WAIT_FAILED);
  CHECK(WSAGetLastError() == WSA_INVALID_PARAMETER);
}

TEST_CASE("waiting for events: the time-out passes, and another thread ends the wait") {
  started winsock;
  const held_event event;
  const WSAEVENT one = event;
  const auto begin = std::chrono::steady_clock::now();
  CHECK(wait(&one, 1, false, 30) == WSA_WAIT_TIMEOUT);
  CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
  std::thread other([&] {
    std::this_thread::sleep_for(20ms);
    WSASetEvent(event);
  });
  CHECK(wait(&one, 1, false, WSA_INFINITE) == WSA_WAIT_EVENT_0);
  other.join();
}

TEST_CASE("waiting for events: an alertable wait runs what was queued for the thread, another one does not") {
  started winsock;
  const held_event event;
  const WSAEVENT one = event;
  int calls = 0;
  REQUIRE(QueueUserAPC(count_call, GetCurrentThread(), reinterpret_cast<ULONG_PTR>(&calls)) != 0);
  CHECK(wait(&one, 1, false, 5) == WSA_WAIT_TIMEOUT);
  CHECK(calls == 0);
  WSASetEvent(event);
  CHECK(wait(&one, 1, false, 0, true) == WSA_WAIT_IO_COMPLETION);  // the event is looked at afterwards
  CHECK(calls == 1);
  CHECK(wait(&one, 1, false, 0, true) == WSA_WAIT_EVENT_0);
}
