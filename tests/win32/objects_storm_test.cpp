// Many threads at the same objects: nothing is taken twice, nothing is lost, nothing is freed too early.
#include <windows.h>

#include <atomic>
#include <random>
#include <vector>

#include "compat/win32/thread.hpp"
#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"
#include "tests/winsock/support.hpp"

using namespace win32_test;
using winsock_test::times;

TEST_CASE("objects storm: every signal of a semaphore is taken exactly once, by waits for one, any and all") {
  const LONG each = times(20000);
  held_handle count = semaphore(0, 1 << 30), stop = manual_event();
  held_handle open = manual_event(true);
  std::atomic<LONG> taken{0};
  {
    std::vector<joined> threads;
    for (int kind = 0; kind < 3; ++kind) {
      threads.emplace_back([&, kind] {
        const HANDLE any[] = {stop, count};
        const HANDLE all[] = {open, count};
        for (;;) {
          bool got = false;
          if (kind == 0) got = WaitForSingleObject(count, 20) == WAIT_OBJECT_0;
          if (kind == 1) got = WaitForMultipleObjects(2, any, FALSE, 20) == WAIT_OBJECT_0 + 1;
          if (kind == 2) got = WaitForMultipleObjects(2, all, TRUE, 20) == WAIT_OBJECT_0;
          if (got) taken.fetch_add(1);
          if (!got && passes(stop)) return;
        }
      });
    }
    {
      std::vector<joined> givers;
      for (int i = 0; i < 2; ++i) {
        givers.emplace_back([&] {
          for (LONG n = 0; n < each; ++n) ReleaseSemaphore(count, 1, nullptr);
        });
      }
    }
    for (int i = 0; i < 500 && taken != 2 * each; ++i) Sleep(10);
    SetEvent(stop);
  }
  CHECK(taken == 2 * each);
  CHECK_FALSE(passes(count));
}

TEST_CASE("objects storm: two threads hand a ball to and fro with automatic events") {
  const int rounds = times(20000);
  held_handle ping = auto_event(), pong = auto_event();
  std::atomic<int> returned{0};
  joined other([&] {
    for (int i = 0; i < rounds; ++i) {
      if (WaitForSingleObject(ping, soon) != WAIT_OBJECT_0) return;
      returned.fetch_add(1);
      SetEvent(pong);
    }
  });
  int answered = 0;
  for (int i = 0; i < rounds; ++i) answered += SignalObjectAndWait(ping, pong, soon, FALSE) == WAIT_OBJECT_0 ? 1 : 0;
  CHECK(answered == rounds);
  other.join();
  CHECK(returned == rounds);
}

TEST_CASE("objects storm: waits for all in any order do not block each other, and exclude") {
  // Three mutexes, of which each thread wants two, in an order of its own.
  held_handle mutexes[] = {mutex(), mutex(), mutex()};
  int guarded[3] = {};
  std::atomic<int> failures{0};
  const int rounds = times(3000);
  {
    std::vector<joined> threads;
    for (unsigned t = 0; t < 3; ++t) {
      threads.emplace_back([&, t] {
        const unsigned first = t, second = (t + 1) % 3;
        const HANDLE both[] = {mutexes[first], mutexes[second]};
        for (int i = 0; i < rounds; ++i) {
          if (WaitForMultipleObjects(2, both, TRUE, soon) != WAIT_OBJECT_0) {
            failures.fetch_add(1);
            continue;
          }
          ++guarded[first];
          ++guarded[second];
          ReleaseMutex(mutexes[first]);
          ReleaseMutex(mutexes[second]);
        }
      });
    }
  }
  CHECK(failures == 0);
  for (const int sum : guarded) CHECK(sum == 2 * rounds);
}

TEST_CASE("objects storm: handles are opened, used, duplicated and closed under each other's feet") {
  constexpr int slots = 16;
  std::atomic<HANDLE> shared[slots] = {};
  std::atomic<bool> wrong{false};
  const int rounds = times(20000);
  {
    std::vector<joined> threads;
    for (unsigned t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        std::minstd_rand dice(t + 1);
        for (int i = 0; i < rounds; ++i) {
          std::atomic<HANDLE>& place = shared[dice() % slots];
          const HANDLE seen = place.load();
          HANDLE copy = nullptr;
          switch (dice() % 5) {
            case 0:
              if (const HANDLE old = place.exchange(CreateEventA(nullptr, dice() % 2, FALSE, nullptr)))
                CloseHandle(old);
              break;
            case 1: SetEvent(seen); break;
            case 2: {
              const DWORD answer = WaitForSingleObject(seen, 0);
              if (answer == WAIT_FAILED && seen != nullptr && GetLastError() != ERROR_INVALID_HANDLE) wrong = true;
              break;
            }
            case 3:
              if (DuplicateHandle(GetCurrentProcess(), seen, GetCurrentProcess(), &copy, 0, FALSE, 0)) {
                if (SetEvent(copy) == FALSE || CloseHandle(copy) == FALSE) wrong = true;
              }
              break;
            default: {
              const HANDLE two[] = {seen, shared[dice() % slots].load()};
              WaitForMultipleObjects(2, two, dice() % 2, 0);
            }
          }
        }
      });
    }
  }
  CHECK_FALSE(wrong);
  for (auto& place : shared)
    if (const HANDLE old = place.load()) CloseHandle(old);
}

TEST_CASE("objects storm: a handle that is used millions of times keeps count of its object") {
  held_handle event(CreateEventA(nullptr, TRUE, FALSE, "loopsock much used"));
  {
    std::vector<joined> users;
    for (int t = 0; t < 2; ++t) {
      users.emplace_back([&] {
        for (int i = 0; i < 900'000; ++i) SetEvent(event);
      });
    }
  }
  CHECK(passes(event));
  event.close();
  held_handle fresh(CreateEventA(nullptr, TRUE, FALSE, "loopsock much used"));
  CHECK(GetLastError() == 0);  // the first object is gone, and with it its name
}

TEST_CASE("objects storm: APCs, signals and time-outs end waits, and every APC runs once") {
  static std::atomic<int> ran;
  ran = 0;
  std::atomic<bool> stop{false};
  held_handle bell = auto_event(), open = manual_event(true), ready = manual_event();
  std::atomic<DWORD> id{0};
  joined sleeper([&] {
    id = GetCurrentThreadId();
    SetEvent(ready);
    const HANDLE both[] = {open, bell};
    for (unsigned i = 0; !stop; ++i) {
      if (i % 3 == 0) WaitForSingleObjectEx(bell, 1, TRUE);
      if (i % 3 == 1) WaitForMultipleObjectsEx(2, both, TRUE, 1, TRUE);
      if (i % 3 == 2) SleepEx(0, TRUE);
    }
    SleepEx(0, TRUE);
  });
  REQUIRE(WaitForSingleObject(ready, soon) == WAIT_OBJECT_0);
  held_handle thread(OpenThread(THREAD_SET_CONTEXT, FALSE, id));
  const int each = times(5000);
  {
    std::vector<joined> askers;
    for (int t = 0; t < 2; ++t) {
      askers.emplace_back([&] {
        for (int i = 0; i < each; ++i) {
          QueueUserAPC([](ULONG_PTR) { ran.fetch_add(1); }, thread, 0);
          if (i % 4 == 0) SetEvent(bell);
        }
      });
    }
  }
  stop = true;
  SetEvent(bell);
  sleeper.join();
  CHECK(ran == 2 * each);
}

TEST_CASE("objects storm: threads come and go while others wait for them and ask things of them") {
  const int rounds = times(300);
  std::atomic<int> signalled{0};
  {
    std::vector<joined> makers;
    for (int t = 0; t < 3; ++t) {
      makers.emplace_back([&] {
        for (int i = 0; i < rounds; ++i) {
          held_handle thread(CreateThread(
              nullptr, 0, [](LPVOID) -> DWORD { return SleepEx(0, TRUE); }, nullptr, 0, nullptr));
          QueueUserAPC([](ULONG_PTR) {}, thread, 0);
          if (WaitForSingleObject(thread, soon) == WAIT_OBJECT_0) signalled.fetch_add(1);
        }
      });
    }
  }
  CHECK(signalled == 3 * rounds);
}

TEST_CASE("threads: hooks run on the thread that ends, before it is signalled") {
  using namespace loopsock::compat;
  static std::atomic<DWORD> ended_id;
  static std::atomic<DWORD> wanted;
  wanted = 0;
  ended_id = 0;
  const auto hook = [](thread_object& ending) noexcept {
    if (ending.id() == wanted && !ending.has_ended() && this_thread_object() == &ending) ended_id = ending.id();
  };
  REQUIRE(at_thread_exit(hook));
  REQUIRE(at_thread_exit(hook));
  DWORD id = 0;
  held_handle thread(CreateThread(
      nullptr, 0, [](LPVOID) -> DWORD { return 0; }, nullptr, CREATE_SUSPENDED, &id));
  wanted = id;
  ResumeThread(thread);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(ended_id == id);
  wanted = 0;
}
