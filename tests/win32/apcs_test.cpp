// APCs: what other threads ask a thread to do while it waits.
#include <windows.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

namespace {

// Of the test's own thread.
std::string ran;

void NTAPI note(ULONG_PTR letter) { ran += static_cast<char>(letter); }

void queue_here(char letter) { QueueUserAPC(note, GetCurrentThread(), static_cast<ULONG_PTR>(letter)); }

}  // namespace

TEST_CASE("apcs: they run in an alertable wait, in order, and in no other") {
  ran.clear();
  queue_here('a');
  queue_here('b');
  Sleep(0);
  held_handle event = manual_event();
  CHECK(WaitForSingleObject(event, 1) == WAIT_TIMEOUT);
  CHECK(SleepEx(1, FALSE) == 0);
  CHECK(ran.empty());
  CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
  CHECK(ran == "ab");
  CHECK(SleepEx(0, TRUE) == 0);
  CHECK(SleepEx(1, TRUE) == 0);
}

TEST_CASE("apcs: a queued one comes before an object that is signalled, and leaves it alone") {
  ran.clear();
  held_handle event = auto_event(true);
  const HANDLE only = event;
  queue_here('a');
  CHECK(WaitForSingleObjectEx(event, soon, TRUE) == WAIT_IO_COMPLETION);
  queue_here('b');
  CHECK(WaitForMultipleObjectsEx(1, &only, FALSE, soon, TRUE) == WAIT_IO_COMPLETION);
  queue_here('c');
  CHECK(WaitForMultipleObjectsEx(1, &only, TRUE, 0, TRUE) == WAIT_IO_COMPLETION);
  CHECK(ran == "abc");
  CHECK(WaitForSingleObjectEx(event, soon, TRUE) == WAIT_OBJECT_0);
}

TEST_CASE("apcs: one that comes interrupts the wait of its thread") {
  struct body {
    std::atomic<int> ran{0};
    std::atomic<DWORD> answer{WAIT_FAILED};
    int how = 0;
    HANDLE events[2] = {};
    static DWORD WINAPI run(LPVOID self) {
      body& me = *static_cast<body*>(self);
      switch (me.how) {
        case 0: me.answer = SleepEx(INFINITE, TRUE); break;
        case 1: me.answer = WaitForSingleObjectEx(me.events[0], INFINITE, TRUE); break;
        case 2: me.answer = WaitForMultipleObjectsEx(2, me.events, FALSE, soon, TRUE); break;
        default: me.answer = WaitForMultipleObjectsEx(2, me.events, TRUE, soon, TRUE);
      }
      return 0;
    }
    static void NTAPI count(ULONG_PTR self) { reinterpret_cast<body*>(self)->ran.fetch_add(1); }
  } counts;
  held_handle one = auto_event(), two = auto_event();
  counts.how = GENERATE(0, 1, 2, 3);
  counts.events[0] = one;
  counts.events[1] = two;
  held_handle thread(CreateThread(nullptr, 0, body::run, &counts, 0, nullptr));
  Sleep(till_blocked);
  CHECK(QueueUserAPC(body::count, thread, reinterpret_cast<ULONG_PTR>(&counts)) != 0);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(counts.answer == WAIT_IO_COMPLETION);
  CHECK(counts.ran == 1);
  SetEvent(one);
  CHECK(passes(one));  // the wait is in no line any more
}

TEST_CASE("apcs: they may queue more and may wait themselves") {
  ran.clear();
  QueueUserAPC(
      [](ULONG_PTR) {
        ran += '(';
        queue_here('x');
        SleepEx(0, TRUE);  // runs x, in here
        queue_here('y');
        ran += ')';
      },
      GetCurrentThread(), 0);
  queue_here('z');
  CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION);
  CHECK(ran == "(zx)y");
}

TEST_CASE("apcs: a thread that has not begun runs them first of all") {
  static std::string order;
  order.clear();
  held_handle thread(CreateThread(
      nullptr, 0,
      [](LPVOID) -> DWORD {
        order += 'b';
        return 0;
      },
      nullptr, CREATE_SUSPENDED, nullptr));
  CHECK(QueueUserAPC([](ULONG_PTR) { order += 'a'; }, thread, 0) != 0);
  ResumeThread(thread);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(order == "ab");
}

TEST_CASE("apcs: a thread that has ended takes none, and forgets those that it did not run") {
  static std::atomic<int> count;
  count = 0;
  held_handle thread(CreateThread(
      nullptr, 0,
      [](LPVOID) -> DWORD {
        QueueUserAPC([](ULONG_PTR) { ++count; }, GetCurrentThread(), 0);
        return 0;
      },
      nullptr, 0, nullptr));
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(QueueUserAPC([](ULONG_PTR) { ++count; }, thread, 0) == 0);
  CHECK(GetLastError() == ERROR_GEN_FAILURE);
  CHECK(count == 0);
  CHECK(QueueUserAPC(note, nullptr, 0) == 0);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("apcs: a std::thread takes them too") {
  std::atomic<DWORD> id{0};
  std::atomic<DWORD> answer{0};
  held_handle known = manual_event();
  joined native([&] {
    id = GetCurrentThreadId();
    SetEvent(known);
    answer = SleepEx(soon, TRUE);
  });
  REQUIRE(WaitForSingleObject(known, soon) == WAIT_OBJECT_0);
  held_handle thread(OpenThread(THREAD_SET_CONTEXT, FALSE, id));
  CHECK(QueueUserAPC([](ULONG_PTR) {}, thread, 0) != 0);
  native.join();
  CHECK(answer == WAIT_IO_COMPLETION);
}
