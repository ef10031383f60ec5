// Events: set, reset, pulsed, named.
#include <windows.h>

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"

using namespace win32_test;

TEST_CASE("events: a manual one stays set until it is reset") {
  held_handle event = manual_event();
  CHECK_FALSE(passes(event));
  CHECK(SetEvent(event) == TRUE);
  CHECK(passes(event));
  CHECK(passes(event));
  CHECK(ResetEvent(event) == TRUE);
  CHECK_FALSE(passes(event));
}

TEST_CASE("events: an automatic one lets one wait pass, however often it was set") {
  held_handle event = auto_event(true);
  CHECK(passes(event));
  CHECK_FALSE(passes(event));
  SetEvent(event);
  SetEvent(event);
  CHECK(passes(event));
  CHECK_FALSE(passes(event));
}

TEST_CASE("events: success leaves the last error alone, creation sets it to 0") {
  SetLastError(0xdeadbeef);
  held_handle event = auto_event();
  CHECK(GetLastError() == 0);
  SetLastError(0xdeadbeef);
  SetEvent(event);
  WaitForSingleObject(event, 0);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  ResetEvent(event);
  CHECK(GetLastError() == 0xdeadbeef);
}

TEST_CASE("events: each signal of an automatic event releases one of those who wait") {
  held_handle event = auto_event();
  waiting_thread one(event), two(event);
  // Both signals come before either thread can have run: neither may be lost.
  SetEvent(event);
  SetEvent(event);
  CHECK(one.answer() == WAIT_OBJECT_0);
  CHECK(two.answer() == WAIT_OBJECT_0);
  CHECK_FALSE(passes(event));
}

TEST_CASE("events: a signal wakes one of two, and leaves the other asleep") {
  held_handle event = auto_event();
  waiting_thread one(event, 150), two(event, 150);
  SetEvent(event);
  const DWORD answers[] = {one.answer(), two.answer()};
  CHECK(((answers[0] == WAIT_OBJECT_0) != (answers[1] == WAIT_OBJECT_0)));
  CHECK(((answers[0] == WAIT_TIMEOUT) != (answers[1] == WAIT_TIMEOUT)));
}

TEST_CASE("events: a manual event that is set and reset at once has released everybody") {
  held_handle event = manual_event();
  waiting_thread one(event), two(event), three(event);
  SetEvent(event);
  ResetEvent(event);
  CHECK(one.answer() == WAIT_OBJECT_0);
  CHECK(two.answer() == WAIT_OBJECT_0);
  CHECK(three.answer() == WAIT_OBJECT_0);
  CHECK_FALSE(passes(event));
}

TEST_CASE("events: a pulse releases those who wait and nobody later") {
  const bool manual = GENERATE(false, true);
  held_handle event = manual ? manual_event() : auto_event();
  CHECK(PulseEvent(event) == TRUE);
  CHECK_FALSE(passes(event));
  waiting_thread one(event);
  CHECK(PulseEvent(event) == TRUE);
  CHECK(one.answer() == WAIT_OBJECT_0);
  CHECK_FALSE(passes(event));
  SetEvent(event);
  CHECK(PulseEvent(event) == TRUE);
  CHECK_FALSE(passes(event));
}

TEST_CASE("events: closing the handle leaves a thread that waits its object") {
  held_handle event = manual_event();
  HANDLE second = nullptr;
  const HANDLE process = GetCurrentProcess();
  DuplicateHandle(process, event, process, &second, 0, FALSE, DUPLICATE_SAME_ACCESS);
  waiting_thread one(event);
  event.close();
  SetEvent(second);
  CloseHandle(second);  // the last handle goes while the thread may be still inside
  CHECK(one.answer() == WAIT_OBJECT_0);
}

TEST_CASE("events: a wait ends at its time though all handles are closed") {
  held_handle event = manual_event();
  waiting_thread one(event, 120);
  event.close();
  CHECK(one.answer() == WAIT_TIMEOUT);
}

TEST_CASE("events: CreateEventEx takes flags") {
  held_handle set(
      CreateEventExA(nullptr, nullptr, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS));
  CHECK(passes(set));
  CHECK(passes(set));
  held_handle automatic(CreateEventExW(nullptr, nullptr, CREATE_EVENT_INITIAL_SET, EVENT_MODIFY_STATE));
  CHECK(passes(automatic));
  CHECK_FALSE(passes(automatic));
  CHECK(CreateEventExA(nullptr, nullptr, 4, EVENT_ALL_ACCESS) == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
}

TEST_CASE("events: CreateEvent means the form that UNICODE says") {
  held_handle event(CreateEvent(nullptr, TRUE, TRUE, TEXT("which form")));
  CHECK(passes(event));
}

TEST_CASE("names: the same name is the same object, in both alphabets") {
  held_handle first(CreateEventA(nullptr, TRUE, FALSE, "loopsock bell \xc3\xa4"));
  CHECK(GetLastError() == 0);
  held_handle second(CreateEventW(nullptr, FALSE, TRUE, L"loopsock bell \u00e4"));
  CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(CompareObjectHandles(first, second) == TRUE);
  CHECK_FALSE(passes(second));  // the second call's wishes did not count
  SetEvent(second);
  CHECK(passes(first));
  CHECK(passes(first));
  held_handle local(CreateEventA(nullptr, TRUE, FALSE, "Local\\loopsock bell \xc3\xa4"));
  CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
  held_handle other(CreateEventA(nullptr, TRUE, FALSE, "Loopsock bell \xc3\xa4"));
  CHECK(GetLastError() == 0);
}

TEST_CASE("names: a name is free again when the last handle is closed") {
  held_handle first(CreateEventA(nullptr, TRUE, TRUE, "loopsock once"));
  first.close();
  held_handle second(CreateEventA(nullptr, TRUE, FALSE, "loopsock once"));
  CHECK(GetLastError() == 0);
  CHECK_FALSE(passes(second));
}

TEST_CASE("names: another kind of object cannot have it") {
  held_handle event(CreateEventA(nullptr, TRUE, TRUE, "loopsock taken"));
  CHECK(CreateSemaphoreA(nullptr, 0, 1, "loopsock taken") == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(CreateMutexW(nullptr, TRUE, L"loopsock taken") == nullptr);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("names: what is no name") {
  CHECK(CreateEventA(nullptr, TRUE, TRUE, "no\\path") == nullptr);
  CHECK(GetLastError() == ERROR_PATH_NOT_FOUND);
  CHECK(CreateEventA(nullptr, TRUE, TRUE, std::string(MAX_PATH + 1, 'x').c_str()) == nullptr);
  CHECK(GetLastError() == ERROR_FILENAME_EXCED_RANGE);
  held_handle one(CreateEventA(nullptr, TRUE, TRUE, ""));
  held_handle two(CreateEventA(nullptr, TRUE, TRUE, ""));
  CHECK(GetLastError() == 0);  // an empty name is none
  CHECK(CompareObjectHandles(one, two) == FALSE);
}
