// Threads: beginning, ending, waiting for them, and what they are called.
#include <windows.h>

#include <atomic>
#include <cerrno>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

namespace {

DWORD WINAPI answer_parameter(LPVOID parameter) { return *static_cast<DWORD*>(parameter); }

DWORD exit_code_of(HANDLE thread) {
  DWORD code = 0;
  return GetExitCodeThread(thread, &code) != FALSE ? code : 0xdead;
}

held_handle thread_of(LPTHREAD_START_ROUTINE start, void* parameter, DWORD flags = 0, DWORD* id = nullptr) {
  return held_handle(CreateThread(nullptr, 0, start, parameter, flags, id));
}

struct wait_for_go {
  HANDLE go;
  static DWORD WINAPI run(LPVOID self) { return WaitForSingleObject(static_cast<wait_for_go*>(self)->go, soon); }
};

struct say_gone {
  std::atomic<int>* gone;
  ~say_gone() { gone->fetch_add(1); }
};

}  // namespace

TEST_CASE("threads: a thread is signalled when it has ended, and its code is what it returned") {
  DWORD value = 42;
  held_handle thread = thread_of(answer_parameter, &value);
  REQUIRE(static_cast<HANDLE>(thread) != nullptr);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(passes(thread));  // and stays signalled
  CHECK(exit_code_of(thread) == 42);
}

TEST_CASE("threads: while it runs it is not signalled, and its code is STILL_ACTIVE") {
  held_handle go = manual_event();
  wait_for_go body{go};
  held_handle thread = thread_of(wait_for_go::run, &body);
  CHECK(WaitForSingleObject(thread, briefly) == WAIT_TIMEOUT);
  CHECK(exit_code_of(thread) == STILL_ACTIVE);
  SetEvent(go);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(exit_code_of(thread) == WAIT_OBJECT_0);
}

TEST_CASE("threads: many end at once and are waited for together") {
  std::vector<held_handle> owners;
  std::vector<HANDLE> threads;
  DWORD value = 7;
  for (int i = 0; i < 20; ++i) {
    owners.push_back(thread_of(answer_parameter, &value));
    threads.push_back(owners.back());
  }
  CHECK(WaitForMultipleObjects(20, threads.data(), TRUE, soon) == WAIT_OBJECT_0);
}

TEST_CASE("threads: the handle may be closed while the thread runs") {
  held_handle go = manual_event(), done = manual_event();
  struct body {
    HANDLE go, done;
    static DWORD WINAPI run(LPVOID self) {
      const body what = *static_cast<body*>(self);
      WaitForSingleObject(what.go, soon);
      SetEvent(what.done);
      return 0;
    }
  } both{go, done};
  thread_of(body::run, &both).close();
  SetEvent(go);
  CHECK(WaitForSingleObject(done, soon) == WAIT_OBJECT_0);
}

TEST_CASE("threads: ExitThread unwinds, and thread_local objects are gone before the thread is signalled") {
  struct body {
    std::atomic<int> gone{0};
    static DWORD WINAPI run(LPVOID self) {
      thread_local say_gone at_end{&static_cast<body*>(self)->gone};
      say_gone in_frame{&static_cast<body*>(self)->gone};
      static_cast<void>(at_end);
      ExitThread(99);
    }
  } counts;
  held_handle thread = thread_of(body::run, &counts);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(counts.gone == 2);
  CHECK(exit_code_of(thread) == 99);
}

TEST_CASE("threads: one that was made suspended begins when it is resumed often enough") {
  DWORD value = 5;
  DWORD id = 0;
  held_handle thread = thread_of(answer_parameter, &value, CREATE_SUSPENDED, &id);
  CHECK(id != 0);
  CHECK(GetThreadId(thread) == id);
  CHECK(WaitForSingleObject(thread, briefly) == WAIT_TIMEOUT);
  CHECK(exit_code_of(thread) == STILL_ACTIVE);
  CHECK(SuspendThread(thread) == 1);
  CHECK(ResumeThread(thread) == 2);
  CHECK(WaitForSingleObject(thread, briefly) == WAIT_TIMEOUT);
  CHECK(ResumeThread(thread) == 1);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(exit_code_of(thread) == 5);
  CHECK(ResumeThread(thread) == 0);
  CHECK(ResumeThread(nullptr) == 0xffffffff);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(SuspendThread(GetCurrentThread()) == 0xffffffff);
  CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
}

TEST_CASE("threads: one that is never resumed is forgotten with its handle") {
  DWORD value = 5;
  DWORD id = 0;
  held_handle thread = thread_of(answer_parameter, &value, CREATE_SUSPENDED, &id);
  held_handle again(OpenThread(THREAD_ALL_ACCESS, FALSE, id));
  CHECK(CompareObjectHandles(thread, again) == TRUE);
  thread.close();
  again.close();
  CHECK(OpenThread(THREAD_ALL_ACCESS, FALSE, id) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("threads: what cannot be a thread") {
  CHECK(CreateThread(nullptr, 0, nullptr, nullptr, 0, nullptr) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  errno = 0;
  CHECK(_beginthreadex(nullptr, 0, nullptr, nullptr, 0, nullptr) == 0);
  CHECK(errno == EINVAL);
  errno = 0;
  CHECK(_beginthread(nullptr, 0, nullptr) == static_cast<uintptr_t>(-1L));
  CHECK(errno == EINVAL);
}

TEST_CASE("threads: the C runtime's forms") {
  unsigned id = 0;
  held_handle thread(reinterpret_cast<HANDLE>(_beginthreadex(
      nullptr, 0,
      [](void* own) -> unsigned { _endthreadex(*static_cast<unsigned*>(own) == GetCurrentThreadId() ? 1 : 2); }, &id,
      CREATE_SUSPENDED, &id)));
  REQUIRE(static_cast<HANDLE>(thread) != nullptr);
  CHECK(id == GetThreadId(thread));
  ResumeThread(thread);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(exit_code_of(thread) == 1);
}

TEST_CASE("threads: _beginthread's handle is closed by the thread itself") {
  held_handle go = manual_event();
  const auto handle = reinterpret_cast<HANDLE>(_beginthread(
      [](void* until) { WaitForSingleObject(static_cast<HANDLE>(until), soon); }, 0, static_cast<HANDLE>(go)));
  HANDLE mine = nullptr;
  const HANDLE process = GetCurrentProcess();
  REQUIRE(DuplicateHandle(process, handle, process, &mine, 0, FALSE, DUPLICATE_SAME_ACCESS) == TRUE);
  SetEvent(go);
  CHECK(WaitForSingleObject(mine, soon) == WAIT_OBJECT_0);
  CHECK(error_of(CloseHandle(handle)) == ERROR_INVALID_HANDLE);
  CloseHandle(mine);
}

TEST_CASE("threads: a std::thread can be waited for, and ends after its thread_local objects") {
  std::atomic<int> gone{0};
  std::atomic<HANDLE> self{nullptr};
  held_handle go = manual_event(), known = manual_event();
  std::thread native([&] {
    thread_local say_gone at_end{&gone};
    static_cast<void>(at_end);
    HANDLE own = nullptr;
    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &own, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    self = own;
    SetEvent(known);
    WaitForSingleObject(go, soon);
  });
  REQUIRE(WaitForSingleObject(known, soon) == WAIT_OBJECT_0);
  held_handle thread(self.load());
  CHECK(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT);
  SetEvent(go);
  CHECK(WaitForSingleObject(thread, soon) == WAIT_OBJECT_0);
  CHECK(gone == 1);
  CHECK(exit_code_of(thread) == 0);
  native.join();
}

TEST_CASE("threads: numbers are unique, multiples of 4, and open the thread") {
  const DWORD mine = GetCurrentThreadId();
  CHECK(mine % 4 == 0);
  CHECK(mine == GetCurrentThreadId());
  CHECK(mine == GetThreadId(GetCurrentThread()));
  held_handle self(OpenThread(THREAD_ALL_ACCESS, FALSE, mine));
  CHECK(CompareObjectHandles(self, GetCurrentThread()) == TRUE);
  DWORD other = 0;
  joined([&] { other = GetCurrentThreadId(); }).join();
  CHECK(other != mine);
  CHECK(OpenThread(THREAD_ALL_ACCESS, FALSE, 0) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("threads: a priority is accepted and kept") {
  CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_NORMAL);
  CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_HIGHEST) == TRUE);
  CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_HIGHEST);
  CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_NORMAL) == TRUE);
  CHECK(SetThreadPriority(nullptr, 0) == FALSE);
  CHECK(GetThreadPriority(nullptr) == THREAD_PRIORITY_ERROR_RETURN);
  CHECK(SwitchToThread() == TRUE);
}

TEST_CASE("process: there is one, it has a number and no end") {
  held_handle process(OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId()));
  CHECK(GetProcessId(process) == GetCurrentProcessId());
  CHECK(GetProcessId(GetCurrentProcess()) == GetCurrentProcessId());
  DWORD code = 0;
  CHECK(GetExitCodeProcess(process, &code) == TRUE);
  CHECK(code == STILL_ACTIVE);
  CHECK(WaitForSingleObject(process, 0) == WAIT_TIMEOUT);
  CHECK(OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId() + 1) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}
