// FormatMessage, and the other kinds of numbers that say what went wrong.
#include <ntstatus.h>
#include <winsock2.h>
#include <winternl.h>

#include <cstring>
#include <string>

#include "tests/support/catch.hpp"

namespace {

constexpr DWORD from_system = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
constexpr DWORD from_string = FORMAT_MESSAGE_FROM_STRING;
constexpr DWORD from_array = FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY;

std::string fill_in(const char* text, std::initializer_list<DWORD_PTR> arguments) {
  char room[256] = "";
  std::vector<DWORD_PTR> all(arguments);
  FormatMessageA(from_array, text, 0, 0, room, sizeof room, reinterpret_cast<va_list*>(all.data()));
  return room;
}

DWORD print_list(char* room, DWORD size, const char* text, ...) {
  va_list arguments;
  va_start(arguments, text);
  const DWORD length = FormatMessageA(from_string, text, 0, 0, room, size, &arguments);
  va_end(arguments);
  return length;
}

}  // namespace

TEST_CASE("error messages: every error of Winsock has a sentence with a line break behind") {
  for (const int error :
       {WSAEINTR, WSAEWOULDBLOCK, WSAECONNRESET, WSANOTINITIALISED, WSAHOST_NOT_FOUND, 5, 995, 87, 1236}) {
    char room[256] = "";
    const DWORD length = FormatMessageA(from_system, nullptr, static_cast<DWORD>(error), 0, room, sizeof room, nullptr);
    INFO(error);
    CHECK(length == std::strlen(room));
    CHECK(length > 5);
    CHECK(std::string(room).substr(length - 3) == ".\r\n");
  }
}

TEST_CASE("error messages: allocated for the caller, narrow and wide") {
  LPSTR text = nullptr;
  const DWORD length =
      FormatMessageA(from_system | FORMAT_MESSAGE_ALLOCATE_BUFFER, nullptr, WSAECONNREFUSED,
                     MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), reinterpret_cast<LPSTR>(&text), 0, nullptr);
  REQUIRE(text != nullptr);
  CHECK(std::strlen(text) == length);
  LPWSTR wide = nullptr;
  REQUIRE(FormatMessageW(from_system | FORMAT_MESSAGE_ALLOCATE_BUFFER, nullptr, WSAECONNREFUSED, 0,
                         reinterpret_cast<LPWSTR>(&wide), 1000, nullptr) == length);
  CHECK(std::wstring(wide) == std::wstring(text, text + length));
  CHECK(LocalSize(wide) == 1000 * sizeof(WCHAR));
  CHECK(LocalFree(text) == nullptr);
  CHECK(LocalFree(wide) == nullptr);
}

TEST_CASE("error messages: unknown numbers, too little room, no source") {
  char room[8];
  SetLastError(0);
  CHECK(FormatMessageA(from_system, nullptr, 0x1234567, 0, room, sizeof room, nullptr) == 0);
  CHECK(GetLastError() == ERROR_MR_MID_NOT_FOUND);
  CHECK(FormatMessageA(from_system, nullptr, WSAECONNRESET, 0, room, sizeof room, nullptr) == 0);
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(FormatMessageA(0, nullptr, WSAECONNRESET, 0, room, sizeof room, nullptr) == 0);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(FormatMessageA(from_system, nullptr, 5, 0, nullptr, 0, nullptr) == 0);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  char larger[128];
  CHECK(FormatMessageA(from_system | FORMAT_MESSAGE_MAX_WIDTH_MASK, nullptr, 5, 0, larger, sizeof larger, nullptr) !=
        0);
  CHECK(std::string(larger) == "Access is denied. ");
  const DWORD as_hresult = FormatMessageA(from_system, nullptr, 0x80070005, 0, larger, sizeof larger, nullptr);
  CHECK(as_hresult == std::strlen("Access is denied.\r\n"));
}

TEST_CASE("error messages: a string with inserts") {
  CHECK(fill_in("%1 of %2!d! bytes", {reinterpret_cast<DWORD_PTR>("some"), 42}) == "some of 42 bytes");
  CHECK(fill_in("%2!s! %1!04x!", {255, reinterpret_cast<DWORD_PTR>("x")}) == "x 00ff");
  CHECK(fill_in("[%1!*d!] %3", {5, 42, reinterpret_cast<DWORD_PTR>("x")}) == "[   42] x");
  CHECK(fill_in("100%% %! line%nnext%rand%ttab%0not this", {}) == "100% ! line\r\nnext\rand\ttab");
  CHECK(fill_in("[%1!*d!]", {5, 42}) == "[   42]");
  CHECK(fill_in("%1!ws!", {reinterpret_cast<DWORD_PTR>(L"wide")}) == "wide");
  char room[64];
  CHECK(print_list(room, sizeof room, "%2!u!:%1!S!", L"wide", 80u) == 7);
  CHECK(std::string(room) == "80:wide");
  CHECK(FormatMessageA(from_string | FORMAT_MESSAGE_IGNORE_INSERTS, "%1!d! stays", 0, 0, room, sizeof room, nullptr) ==
        11);
  CHECK(std::string(room) == "%1!d! stays");
  wchar_t wide[64];
  DWORD_PTR arguments[] = {reinterpret_cast<DWORD_PTR>(L"w"), reinterpret_cast<DWORD_PTR>("n")};
  CHECK(FormatMessageW(from_array, L"%1 %2!S!", 0, 0, wide, 64, reinterpret_cast<va_list*>(arguments)) == 3);
  CHECK(std::wstring(wide) == L"w n");
}

TEST_CASE("statuses: the errors of Microsoft's table") {
  CHECK(RtlNtStatusToDosError(STATUS_SUCCESS) == ERROR_SUCCESS);
  CHECK(RtlNtStatusToDosError(STATUS_PENDING) == ERROR_IO_PENDING);
  CHECK(RtlNtStatusToDosError(STATUS_CANCELLED) == ERROR_OPERATION_ABORTED);
  CHECK(RtlNtStatusToDosError(STATUS_BUFFER_OVERFLOW) == ERROR_MORE_DATA);
  CHECK(RtlNtStatusToDosErrorNoTeb(STATUS_CONNECTION_RESET) == ERROR_NETNAME_DELETED);
  CHECK(RtlNtStatusToDosErrorNoTeb(STATUS_LOCAL_DISCONNECT) == ERROR_NETNAME_DELETED);
  CHECK(RtlNtStatusToDosErrorNoTeb(STATUS_INVALID_PARAMETER) == ERROR_INVALID_PARAMETER);
  CHECK(RtlNtStatusToDosErrorNoTeb(static_cast<NTSTATUS>(0xc0070005)) == 5);
  CHECK(RtlNtStatusToDosErrorNoTeb(static_cast<NTSTATUS>(0xe0001234)) == 0xe0001234);
  CHECK(RtlNtStatusToDosErrorNoTeb(0x7777) == ERROR_MR_MID_NOT_FOUND);
  CHECK(NT_SUCCESS(STATUS_PENDING));
  CHECK_FALSE(NT_SUCCESS(STATUS_BUFFER_OVERFLOW));
  CHECK(NT_WARNING(STATUS_BUFFER_OVERFLOW));
  CHECK(NT_ERROR(STATUS_CANCELLED));
}

TEST_CASE("results: HRESULTs of Win32 errors") {
  CHECK(HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED) == E_ACCESSDENIED);
  CHECK(HRESULT_FROM_WIN32(ERROR_SUCCESS) == S_OK);
  CHECK(HRESULT_FROM_WIN32(static_cast<ULONG>(E_FAIL)) == E_FAIL);
  CHECK(HRESULT_CODE(HRESULT_FROM_WIN32(WSAECONNRESET)) == WSAECONNRESET);
  CHECK(FAILED(E_FAIL));
  CHECK(SUCCEEDED(S_FALSE));
  CHECK(MAKE_HRESULT(SEVERITY_ERROR, FACILITY_WIN32, 5) == E_ACCESSDENIED);
}

TEST_CASE("ntdll: a handle is closed, and the last error stays") {
  const HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  SetLastError(4711);
  CHECK(NtClose(event) == STATUS_SUCCESS);
  CHECK(NtClose(event) == STATUS_INVALID_HANDLE);
  CHECK(GetLastError() == 4711);
  UNICODE_STRING string;
  RtlInitUnicodeString(&string, L"abc");
  CHECK(string.Length == 3 * sizeof(WCHAR));
  CHECK(string.MaximumLength == 4 * sizeof(WCHAR));
}
