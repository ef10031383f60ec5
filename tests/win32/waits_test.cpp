// Waiting for one, for any, for all.
#include <windows.h>

#include <atomic>
#include <chrono>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

namespace {

using clock_type = std::chrono::steady_clock;

long milliseconds_since(clock_type::time_point from) {
  return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(clock_type::now() - from).count());
}

}  // namespace

TEST_CASE("waits: a time-out takes as long as it says") {
  held_handle event = manual_event();
  const auto from = clock_type::now();
  CHECK(WaitForSingleObject(event, 40) == WAIT_TIMEOUT);
  CHECK(milliseconds_since(from) >= 39);
  CHECK(milliseconds_since(from) < 2000);
}

TEST_CASE("waits: any takes the lowest that is signalled, and only that") {
  std::vector<held_handle> owners;
  std::vector<HANDLE> events;
  for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; ++i) {
    owners.push_back(auto_event(true));
    events.push_back(owners.back());
  }
  for (DWORD i = 0; i < MAXIMUM_WAIT_OBJECTS; ++i)
    CHECK(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events.data(), FALSE, 0) == WAIT_OBJECT_0 + i);
  CHECK(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events.data(), FALSE, 0) == WAIT_TIMEOUT);
}

TEST_CASE("waits: how many, and which") {
  held_handle event = manual_event();
  std::vector<HANDLE> many(MAXIMUM_WAIT_OBJECTS + 1, event);
  CHECK(WaitForMultipleObjects(0, many.data(), FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, many.data(), FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(WaitForMultipleObjects(1, nullptr, FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  HANDLE with_nobody[] = {event, nullptr};
  CHECK(WaitForMultipleObjects(2, with_nobody, FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("waits: the same object twice is fine for any and refused for all") {
  held_handle event = auto_event(true);
  HANDLE second = nullptr;
  const HANDLE process = GetCurrentProcess();
  DuplicateHandle(process, event, process, &second, 0, FALSE, DUPLICATE_SAME_ACCESS);
  const HANDLE twice[] = {event, second};
  CHECK(WaitForMultipleObjects(2, twice, TRUE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(WaitForMultipleObjects(2, twice, FALSE, 0) == WAIT_OBJECT_0);
  CHECK(WaitForMultipleObjects(2, twice, FALSE, briefly) == WAIT_TIMEOUT);
  CloseHandle(second);
}

TEST_CASE("waits: all takes nothing until it can take everything") {
  held_handle one = auto_event(), two = auto_event(true), three = semaphore(1);
  const HANDLE all[] = {one, two, three};
  CHECK(WaitForMultipleObjects(3, all, TRUE, 0) == WAIT_TIMEOUT);
  CHECK(WaitForMultipleObjects(3, all, TRUE, briefly) == WAIT_TIMEOUT);
  SetEvent(one);
  CHECK(WaitForMultipleObjects(3, all, TRUE, 0) == WAIT_OBJECT_0);
  CHECK_FALSE(passes(one));
  CHECK_FALSE(passes(two));
  CHECK_FALSE(passes(three));
}

TEST_CASE("waits: all is satisfied by whoever signals the last one") {
  held_handle one = auto_event(), two = auto_event(), three = manual_event();
  const HANDLE all[] = {one, two, three};
  std::atomic<DWORD> answer{WAIT_FAILED};
  joined waiter([&] { answer = WaitForMultipleObjects(3, all, TRUE, soon); });
  Sleep(till_blocked);
  SetEvent(two);
  Sleep(5);
  SetEvent(one);
  CHECK_FALSE(answer == WAIT_OBJECT_0);
  SetEvent(three);
  ResetEvent(three);  // too late to take anything back
  CHECK_FALSE(passes(one));
  CHECK_FALSE(passes(two));
  waiter.join();
  CHECK(answer == WAIT_OBJECT_0);
}

TEST_CASE("waits: what a wait for all does not take, others can") {
  held_handle one = auto_event(), two = auto_event();
  const HANDLE all[] = {one, two};
  std::atomic<DWORD> answer{WAIT_FAILED};
  joined waiter([&] { answer = WaitForMultipleObjects(2, all, TRUE, 150); });
  Sleep(till_blocked);
  SetEvent(one);
  CHECK(passes(one));
  SetEvent(two);
  CHECK(passes(two));
  waiter.join();
  CHECK(answer == WAIT_TIMEOUT);
}

TEST_CASE("waits: a wait for any that was satisfied leaves the lines of the others") {
  held_handle one = auto_event(), two = auto_event();
  const HANDLE both[] = {one, two};
  std::atomic<DWORD> answer{WAIT_FAILED};
  joined waiter([&] { answer = WaitForMultipleObjects(2, both, FALSE, soon); });
  Sleep(till_blocked);
  SetEvent(two);
  SetEvent(one);  // not for the thread above, whether or not it has run meanwhile
  waiter.join();
  CHECK(answer == WAIT_OBJECT_0 + 1);
  CHECK(passes(one));
  CHECK_FALSE(passes(two));
}

TEST_CASE("waits: a thread that waits for 64 objects is woken by the last") {
  std::vector<held_handle> owners;
  std::vector<HANDLE> events;
  for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; ++i) {
    owners.push_back(auto_event());
    events.push_back(owners.back());
  }
  const bool all = GENERATE(false, true);
  std::atomic<DWORD> answer{WAIT_FAILED};
  joined waiter([&] { answer = WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events.data(), all, soon); });
  Sleep(till_blocked);
  if (all)
    for (const HANDLE event : events) SetEvent(event);
  else
    SetEvent(events.back());
  waiter.join();
  CHECK(answer == (all ? WAIT_OBJECT_0 : WAIT_OBJECT_0 + MAXIMUM_WAIT_OBJECTS - 1));
  for (const HANDLE event : events) CHECK_FALSE(passes(event));
}

TEST_CASE("waits: SignalObjectAndWait signals first") {
  held_handle bell = auto_event(), door = auto_event();
  joined other([&] {
    if (WaitForSingleObject(bell, soon) == WAIT_OBJECT_0) SetEvent(door);
  });
  CHECK(SignalObjectAndWait(bell, door, soon, FALSE) == WAIT_OBJECT_0);
  held_handle full = semaphore(1, 1), free_mutex = mutex();
  CHECK(SignalObjectAndWait(full, door, 0, FALSE) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_TOO_MANY_POSTS);
  CHECK(SignalObjectAndWait(free_mutex, door, 0, FALSE) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_NOT_OWNER);
  CHECK(SignalObjectAndWait(GetCurrentThread(), door, 0, FALSE) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(SignalObjectAndWait(bell, door, 0, FALSE) == WAIT_TIMEOUT);
  CHECK(passes(bell));
}
