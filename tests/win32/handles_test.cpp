// Handles: what they name, how long, and what a closed one answers.
#include <windows.h>

#include <set>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

TEST_CASE("handles: a closed handle is invalid for every call") {
  held_handle event = manual_event(true);
  const HANDLE was = event;
  CHECK(CloseHandle(event.release()) == TRUE);
  CHECK(error_of(CloseHandle(was)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(SetEvent(was)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(ResetEvent(was)) == ERROR_INVALID_HANDLE);
  CHECK(WaitForSingleObject(was, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  HANDLE second = nullptr;
  const HANDLE process = GetCurrentProcess();
  CHECK(error_of(DuplicateHandle(process, was, process, &second, 0, FALSE, DUPLICATE_SAME_ACCESS)) ==
        ERROR_INVALID_HANDLE);
  DWORD flags = 0;
  CHECK(error_of(GetHandleInformation(was, &flags)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(SetHandleInformation(was, HANDLE_FLAG_INHERIT, 0)) == ERROR_INVALID_HANDLE);
}

TEST_CASE("handles: numbers that never were handles are invalid") {
  const auto number = GENERATE(std::uintptr_t{0}, std::uintptr_t{4}, std::uintptr_t{0xdeadbee0},
                               std::uintptr_t{0x7ffffffc}, std::uintptr_t{0x1'7000'0000});
  const HANDLE handle = reinterpret_cast<HANDLE>(number);
  CHECK(error_of(CloseHandle(handle)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(SetEvent(handle)) == ERROR_INVALID_HANDLE);
  CHECK(WaitForSingleObject(handle, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("handles: a stale handle does not come to name another object soon") {
  held_handle first = manual_event();
  const HANDLE stale = first;
  first.close();
  for (int i = 0; i < 20000; ++i) {
    held_handle other = manual_event();
    REQUIRE(static_cast<HANDLE>(other) != nullptr);
    REQUIRE(SetEvent(stale) == FALSE);
  }
}

TEST_CASE("handles: many at once are all different, and all work") {
  std::vector<held_handle> many;
  std::set<HANDLE> numbers;
  for (int i = 0; i < 10000; ++i) {
    many.push_back(auto_event());
    numbers.insert(many.back());
    REQUIRE(reinterpret_cast<std::uintptr_t>(static_cast<HANDLE>(many.back())) % 4 == 0);
  }
  CHECK(numbers.size() == many.size());
  CHECK(numbers.count(nullptr) == 0);
  SetEvent(many[4321]);
  int passed = 0;
  for (const held_handle& one : many) passed += passes(one) ? 1 : 0;
  CHECK(passed == 1);
}

TEST_CASE("handles: the two lowest bits are the program's") {
  held_handle event = auto_event();
  const auto marked = [&](std::uintptr_t bits) {
    return reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(static_cast<HANDLE>(event)) | bits);
  };
  for (std::uintptr_t bits = 0; bits < 4; ++bits) {
    CHECK(SetEvent(marked(bits)) == TRUE);
    CHECK(passes(marked(3 - bits)));
  }
}

TEST_CASE("handles: a duplicate names the same object until it is closed itself") {
  held_handle event = manual_event();
  held_handle other = manual_event();
  const HANDLE process = GetCurrentProcess();
  HANDLE second = nullptr;
  REQUIRE(DuplicateHandle(process, event, process, &second, 0, FALSE, DUPLICATE_SAME_ACCESS) == TRUE);
  CHECK(second != static_cast<HANDLE>(event));
  CHECK(CompareObjectHandles(event, second) == TRUE);
  CHECK(error_of(CompareObjectHandles(event, other)) == ERROR_NOT_SAME_OBJECT);
  event.close();
  CHECK(SetEvent(second) == TRUE);
  CHECK(passes(second));
  CHECK(CloseHandle(second) == TRUE);
  CHECK(SetEvent(second) == FALSE);
}

TEST_CASE("handles: DUPLICATE_CLOSE_SOURCE moves, and without a target only closes") {
  const HANDLE process = GetCurrentProcess();
  held_handle event = manual_event(true);
  HANDLE moved = nullptr;
  REQUIRE(DuplicateHandle(process, event, process, &moved, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
  CHECK(SetEvent(event.release()) == FALSE);
  CHECK(passes(moved));
  CHECK(error_of(DuplicateHandle(process, moved, process, nullptr, 0, FALSE, 0)) == ERROR_INVALID_PARAMETER);
  CHECK(passes(moved));
  CHECK(DuplicateHandle(process, moved, nullptr, nullptr, 0, FALSE, DUPLICATE_CLOSE_SOURCE) == TRUE);
  CHECK(WaitForSingleObject(moved, 0) == WAIT_FAILED);
}

TEST_CASE("handles: only this process can be duplicated from and into") {
  held_handle event = manual_event();
  held_handle process(OpenProcess(PROCESS_DUP_HANDLE, FALSE, GetCurrentProcessId()));
  HANDLE second = nullptr;
  CHECK(error_of(DuplicateHandle(event, event, process, &second, 0, FALSE, 0)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(DuplicateHandle(process, event, event, &second, 0, FALSE, 0)) == ERROR_INVALID_HANDLE);
  CHECK(DuplicateHandle(process, event, process, &second, 0, FALSE, 0) == TRUE);
  CHECK(CloseHandle(second) == TRUE);
}

TEST_CASE("handles: pseudo handles need not be closed, and closing them does nothing") {
  CHECK(CloseHandle(GetCurrentProcess()) == TRUE);
  CHECK(CloseHandle(GetCurrentThread()) == TRUE);
  CHECK(GetCurrentProcess() == INVALID_HANDLE_VALUE);
  CHECK(WaitForSingleObject(GetCurrentProcess(), 0) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(GetCurrentThread(), 0) == WAIT_TIMEOUT);
  const HANDLE both[] = {GetCurrentProcess(), GetCurrentThread()};
  CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("handles: flags are kept, and a protected handle cannot be closed") {
  held_handle event = manual_event();
  DWORD flags = 99;
  CHECK(GetHandleInformation(event, &flags) == TRUE);
  CHECK(flags == 0);
  CHECK(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE) == TRUE);
  CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) == TRUE);
  CHECK(GetHandleInformation(event, &flags) == TRUE);
  CHECK(flags == (HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE));
  CHECK(error_of(CloseHandle(event)) == ERROR_INVALID_HANDLE);
  CHECK(SetEvent(event) == TRUE);
  CHECK(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0) == TRUE);
  CHECK(CloseHandle(event.release()) == TRUE);
  CHECK(error_of(SetHandleInformation(event, 8, 8)) == ERROR_INVALID_PARAMETER);
}

TEST_CASE("handles: a call for one kind of object refuses another") {
  held_handle event = manual_event();
  held_handle two = semaphore(1);
  CHECK(error_of(SetEvent(two)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(ReleaseSemaphore(event, 1, nullptr)) == ERROR_INVALID_HANDLE);
  CHECK(error_of(ReleaseMutex(event)) == ERROR_INVALID_HANDLE);
  DWORD code = 0;
  CHECK(error_of(GetExitCodeThread(event, &code)) == ERROR_INVALID_HANDLE);
  CHECK(GetThreadId(event) == 0);
  CHECK(GetProcessId(event) == 0);
}
