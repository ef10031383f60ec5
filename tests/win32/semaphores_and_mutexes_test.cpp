// Semaphores count; mutexes belong to threads.
#include <windows.h>

#include <atomic>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

TEST_CASE("semaphores: as many waits pass as it counts") {
  held_handle two = semaphore(2, 3);
  CHECK(passes(two));
  CHECK(passes(two));
  CHECK_FALSE(passes(two));
  LONG before = -1;
  CHECK(ReleaseSemaphore(two, 3, &before) == TRUE);
  CHECK(before == 0);
  CHECK(error_of(ReleaseSemaphore(two, 1, &before)) == ERROR_TOO_MANY_POSTS);
  CHECK(passes(two));
  CHECK(error_of(ReleaseSemaphore(two, 2, nullptr)) == ERROR_TOO_MANY_POSTS);
  CHECK(ReleaseSemaphore(two, 1, &before) == TRUE);
  CHECK(before == 2);
  CHECK(error_of(ReleaseSemaphore(two, 0, nullptr)) == ERROR_INVALID_PARAMETER);
  CHECK(error_of(ReleaseSemaphore(two, -1, nullptr)) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("semaphores: counts that cannot be") {
  CHECK(CreateSemaphoreA(nullptr, 0, 0, nullptr) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(CreateSemaphoreA(nullptr, 2, 1, nullptr) == nullptr);
  CHECK(CreateSemaphoreW(nullptr, -1, 1, nullptr) == nullptr);
}

TEST_CASE("semaphores: one release lets several of those who wait pass") {
  held_handle none = semaphore(0);
  waiting_thread one(none), two(none), three(none, 150);
  CHECK(ReleaseSemaphore(none, 2, nullptr) == TRUE);
  CHECK(one.answer() == WAIT_OBJECT_0);
  CHECK(two.answer() == WAIT_OBJECT_0);
  CHECK(three.answer() == WAIT_TIMEOUT);
  CHECK_FALSE(passes(none));
}

TEST_CASE("mutexes: the owner may take it again, others wait until it is as often released") {
  held_handle one = mutex(true);
  CHECK(passes(one));
  std::atomic<DWORD> while_owned{0}, released_by_other{0};
  joined([&] {
    while_owned = WaitForSingleObject(one, 0);
    released_by_other = error_of(ReleaseMutex(one));
  }).join();
  CHECK(while_owned == WAIT_TIMEOUT);
  CHECK(released_by_other == ERROR_NOT_OWNER);
  CHECK(ReleaseMutex(one) == TRUE);
  waiting_thread next(one);
  CHECK(ReleaseMutex(one) == TRUE);
  CHECK(next.answer() == WAIT_OBJECT_0);
  CHECK(error_of(ReleaseMutex(one)) == ERROR_NOT_OWNER);
}

TEST_CASE("mutexes: a thread that ends abandons it, and the next one is told, once") {
  held_handle one = mutex();
  joined([&] { WaitForSingleObject(one, 0); }).join();
  CHECK(WaitForSingleObject(one, soon) == WAIT_ABANDONED);
  CHECK(ReleaseMutex(one) == TRUE);
  CHECK(WaitForSingleObject(one, 0) == WAIT_OBJECT_0);
  CHECK(ReleaseMutex(one) == TRUE);
}

TEST_CASE("mutexes: a thread that waits gets one that is abandoned meanwhile") {
  held_handle one = mutex(), go = manual_event(), taken = manual_event();
  joined owner([&] {
    WaitForSingleObject(one, 0);
    SetEvent(taken);
    WaitForSingleObject(go, soon);
  });
  REQUIRE(WaitForSingleObject(taken, soon) == WAIT_OBJECT_0);
  std::atomic<DWORD> answer{WAIT_FAILED};
  held_handle never = manual_event();
  const HANDLE either[] = {never, one};
  joined waiter([&] { answer = WaitForMultipleObjects(2, either, FALSE, soon); });
  Sleep(till_blocked);
  SetEvent(go);
  waiter.join();
  CHECK(answer == WAIT_ABANDONED_0 + 1);
}

TEST_CASE("mutexes: one that is owned when its last handle goes is no trouble to the thread") {
  {
    held_handle one = mutex(true);
    CHECK(passes(one));
  }
  joined([] { held_handle other = mutex(true); }).join();
  held_handle again = mutex(true);
  CHECK(ReleaseMutex(again) == TRUE);
}

TEST_CASE("mutexes: a name that exists is opened and not owned") {
  held_handle first(CreateMutexA(nullptr, FALSE, "loopsock mutex"));
  held_handle second(CreateMutexA(nullptr, TRUE, "loopsock mutex"));
  CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(error_of(ReleaseMutex(second)) == ERROR_NOT_OWNER);
  CHECK(passes(first));
  CHECK(ReleaseMutex(second) == TRUE);
}

TEST_CASE("mutexes: all of several are taken together, and owned") {
  held_handle one = mutex(), two = mutex(true), event = auto_event(true);
  const HANDLE all[] = {one, event, two};
  CHECK(WaitForMultipleObjects(3, all, TRUE, 0) == WAIT_OBJECT_0);
  CHECK(ReleaseMutex(one) == TRUE);
  CHECK(ReleaseMutex(two) == TRUE);
  CHECK(ReleaseMutex(two) == TRUE);
  CHECK(ReleaseMutex(two) == FALSE);
  joined([&] { WaitForSingleObject(one, 0); }).join();
  SetEvent(event);
  CHECK(WaitForMultipleObjects(3, all, TRUE, soon) == WAIT_ABANDONED_0);
}
