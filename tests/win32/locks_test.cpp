// Critical sections, reader/writer locks, condition variables, one-time initialization.
#include <windows.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

namespace {

using winsock_test::times;

template <class Body>
void on_threads(int count, Body body) {
  std::vector<std::thread> all;
  for (int i = 0; i < count; ++i) all.emplace_back(body, i);
  for (std::thread& one : all) one.join();
}

}  // namespace

TEST_CASE("critical section: its owner enters again, others do not") {
  CRITICAL_SECTION section;
  InitializeCriticalSection(&section);
  EnterCriticalSection(&section);
  CHECK(TryEnterCriticalSection(&section));
  EnterCriticalSection(&section);
  BOOL other = TRUE;
  std::thread([&] { other = TryEnterCriticalSection(&section); }).join();
  CHECK_FALSE(other);
  LeaveCriticalSection(&section);
  LeaveCriticalSection(&section);
  std::thread([&] { other = TryEnterCriticalSection(&section); }).join();
  CHECK_FALSE(other);  // entered once still
  LeaveCriticalSection(&section);
  std::thread([&] {
    other = TryEnterCriticalSection(&section);
    LeaveCriticalSection(&section);
  }).join();
  CHECK(other);
  DeleteCriticalSection(&section);
}

TEST_CASE("critical section: one at a time, under every way of making it") {
  const int kind = GENERATE(0, 1, 2);
  CRITICAL_SECTION section;
  if (kind == 0) InitializeCriticalSection(&section);
  if (kind == 1) REQUIRE(InitializeCriticalSectionAndSpinCount(&section, 1000));
  if (kind == 2) REQUIRE(InitializeCriticalSectionEx(&section, 0x80000400, CRITICAL_SECTION_NO_DEBUG_INFO));
  long long sum = 0;
  const int rounds = times(50'000);
  on_threads(4, [&](int) {
    for (int i = 0; i < rounds; ++i) {
      EnterCriticalSection(&section);
      ++sum;
      LeaveCriticalSection(&section);
    }
  });
  CHECK(sum == 4LL * rounds);
  DeleteCriticalSection(&section);
}

TEST_CASE("srw lock: readers together, a writer alone") {
  SRWLOCK lock = SRWLOCK_INIT;
  AcquireSRWLockShared(&lock);
  CHECK(TryAcquireSRWLockShared(&lock));
  CHECK_FALSE(TryAcquireSRWLockExclusive(&lock));
  ReleaseSRWLockShared(&lock);
  CHECK_FALSE(TryAcquireSRWLockExclusive(&lock));
  ReleaseSRWLockShared(&lock);
  REQUIRE(TryAcquireSRWLockExclusive(&lock));
  CHECK_FALSE(TryAcquireSRWLockShared(&lock));
  CHECK_FALSE(TryAcquireSRWLockExclusive(&lock));
  ReleaseSRWLockExclusive(&lock);
  CHECK(lock.Ptr == nullptr);
}

TEST_CASE("srw lock: a writer that waits keeps new readers out, and gets it") {
  SRWLOCK lock = SRWLOCK_INIT;
  AcquireSRWLockShared(&lock);
  std::atomic<bool> wrote{false};
  std::thread writer([&] {
    AcquireSRWLockExclusive(&lock);
    wrote = true;
    ReleaseSRWLockExclusive(&lock);
  });
  // Until the writer sleeps readers may come in; from then on not.
  bool kept_out = false;
  for (int i = 0; i < 5000 && !kept_out; ++i) {
    kept_out = !TryAcquireSRWLockShared(&lock);
    if (!kept_out) ReleaseSRWLockShared(&lock);
    Sleep(1);
  }
  CHECK(kept_out);
  CHECK_FALSE(wrote);
  ReleaseSRWLockShared(&lock);
  writer.join();
  CHECK(wrote);
  CHECK(lock.Ptr == nullptr);
}

TEST_CASE("srw lock: readers never see half of what writers write") {
  SRWLOCK lock;
  InitializeSRWLock(&lock);
  long long left = 0, right = 0;
  std::atomic<int> torn{0};
  const int rounds = times(20'000);
  on_threads(4, [&](int me) {
    for (int i = 0; i < rounds; ++i) {
      if ((i + me) % 4 == 0) {
        AcquireSRWLockExclusive(&lock);
        ++left;
        ++right;
        ReleaseSRWLockExclusive(&lock);
      } else {
        AcquireSRWLockShared(&lock);
        if (left != right) ++torn;
        ReleaseSRWLockShared(&lock);
      }
    }
  });
  CHECK(torn == 0);
  CHECK(left == rounds);
  CHECK(lock.Ptr == nullptr);
}

TEST_CASE("condition variable: a queue between threads loses nothing, with both kinds of lock") {
  const bool section_kind = GENERATE(true, false);
  CRITICAL_SECTION section;
  InitializeCriticalSection(&section);
  SRWLOCK lock = SRWLOCK_INIT;
  CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
  const auto take = [&] { section_kind ? EnterCriticalSection(&section) : AcquireSRWLockExclusive(&lock); };
  const auto give = [&] { section_kind ? LeaveCriticalSection(&section) : ReleaseSRWLockExclusive(&lock); };
  const auto sleep = [&] {
    return section_kind ? SleepConditionVariableCS(&changed, &section, INFINITE)
                        : SleepConditionVariableSRW(&changed, &lock, INFINITE, 0);
  };
  int waiting = 0, taken = 0;
  bool done = false;
  const int rounds = times(5'000);
  std::vector<std::thread> takers;
  for (int i = 0; i < 3; ++i) {
    takers.emplace_back([&] {
      take();
      while (!done || waiting > 0) {
        if (waiting > 0) {
          --waiting;
          ++taken;
        } else {
          sleep();
        }
      }
      give();
    });
  }
  for (int i = 0; i < rounds; ++i) {
    take();
    ++waiting;
    give();
    WakeConditionVariable(&changed);
  }
  take();
  done = true;
  give();
  WakeAllConditionVariable(&changed);
  for (std::thread& one : takers) one.join();
  CHECK(taken == rounds);
  DeleteCriticalSection(&section);
}

TEST_CASE("condition variable: nobody wakes it, so the time runs out, and the lock is held again") {
  SRWLOCK lock = SRWLOCK_INIT;
  CONDITION_VARIABLE never;
  InitializeConditionVariable(&never);
  AcquireSRWLockShared(&lock);
  SetLastError(0);
  CHECK_FALSE(SleepConditionVariableSRW(&never, &lock, 10, CONDITION_VARIABLE_LOCKMODE_SHARED));
  CHECK(GetLastError() == ERROR_TIMEOUT);
  CHECK_FALSE(TryAcquireSRWLockExclusive(&lock));
  ReleaseSRWLockShared(&lock);
}

namespace {

struct once_data {
  std::atomic<int> calls{0};
  int fail_first = 0;
};

BOOL WINAPI make_once(PINIT_ONCE, PVOID parameter, PVOID* context) {
  auto* const data = static_cast<once_data*>(parameter);
  const int call = ++data->calls;
  Sleep(1);  // the others have to wait
  if (call <= data->fail_first) return FALSE;
  *context = data;
  return TRUE;
}

}  // namespace

TEST_CASE("init once: many want it, one does it, all get its context") {
  INIT_ONCE once = INIT_ONCE_STATIC_INIT;
  once_data data;
  std::atomic<int> right{0};
  on_threads(8, [&](int) {
    void* context = nullptr;
    if (InitOnceExecuteOnce(&once, make_once, &data, &context) && context == &data) ++right;
  });
  CHECK(data.calls == 1);
  CHECK(right == 8);
  CHECK(InitOnceExecuteOnce(&once, make_once, nullptr, nullptr));  // done is done
}

TEST_CASE("init once: where it fails the next one tries") {
  INIT_ONCE once;
  InitOnceInitialize(&once);
  once_data data;
  data.fail_first = 3;
  std::atomic<int> right{0};
  on_threads(8, [&](int) {
    void* context = nullptr;
    if (InitOnceExecuteOnce(&once, make_once, &data, &context)) ++right;
  });
  CHECK(data.calls == 4);
  CHECK(right == 5);
}

TEST_CASE("init once: by hand") {
  INIT_ONCE once = INIT_ONCE_STATIC_INIT;
  BOOL pending = FALSE;
  void* context = nullptr;
  CHECK_FALSE(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
  CHECK(pending);
  REQUIRE(InitOnceBeginInitialize(&once, 0, &pending, &context));
  CHECK(pending);
  REQUIRE(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, nullptr));
  REQUIRE(InitOnceBeginInitialize(&once, 0, &pending, &context));
  CHECK(pending);
  CHECK_FALSE(InitOnceComplete(&once, 0, reinterpret_cast<void*>(1)));  // the two low bits are taken
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  REQUIRE(InitOnceComplete(&once, 0, &once));
  CHECK_FALSE(InitOnceComplete(&once, 0, &once));
  REQUIRE(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
  CHECK_FALSE(pending);
  CHECK(context == &once);
  CHECK_FALSE(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
}
