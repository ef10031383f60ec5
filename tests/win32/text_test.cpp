// Text: code pages, the lstr calls, and printing as Microsoft reads its formats.
#include <strsafe.h>
#include <windows.h>

#include <cerrno>
#include <cstring>
#include <cwchar>
#include <string>

#include "tests/support/catch.hpp"

namespace {

const std::string mixed = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";  // a, a with dots, the euro, a smile
const std::wstring mixed_wide = L"a\u00e4\u20ac\U0001f600";

DWORD error_of(int answer) { return answer != 0 ? 0 : GetLastError(); }

}  // namespace

TEST_CASE("code pages: UTF-8 there and back") {
  const UINT page = GENERATE(UINT{CP_UTF8}, UINT{CP_ACP}, UINT{CP_OEMCP});
  wchar_t wide[16] = {};
  const int length = MultiByteToWideChar(page, 0, mixed.c_str(), -1, wide, 16);
  CHECK(length == static_cast<int>(mixed_wide.size()) + 1);
  CHECK(wide == mixed_wide);
  CHECK(MultiByteToWideChar(page, 0, mixed.c_str(), -1, nullptr, 0) == length);
  CHECK(MultiByteToWideChar(page, 0, mixed.c_str(), 1, wide, 16) == 1);  // no final 0 where the length is said

  char narrow[32] = {};
  const int bytes = WideCharToMultiByte(page, 0, mixed_wide.c_str(), -1, narrow, 32, nullptr, nullptr);
  CHECK(bytes == static_cast<int>(mixed.size()) + 1);
  CHECK(narrow == mixed);
  CHECK(WideCharToMultiByte(page, 0, mixed_wide.c_str(), -1, nullptr, 0, nullptr, nullptr) == bytes);
}

TEST_CASE("code pages: what does not fit or does not exist") {
  wchar_t wide[2];
  CHECK(error_of(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, wide, 2)) == ERROR_INSUFFICIENT_BUFFER);
  CHECK(error_of(MultiByteToWideChar(CP_UTF8, 0, nullptr, -1, wide, 2)) == ERROR_INVALID_PARAMETER);
  CHECK(error_of(MultiByteToWideChar(CP_UTF8, 0, "a", 0, wide, 2)) == ERROR_INVALID_PARAMETER);
  CHECK(error_of(MultiByteToWideChar(CP_UTF8, 0, "a", -1, wide, -1)) == ERROR_INVALID_PARAMETER);
  CHECK(error_of(MultiByteToWideChar(932, 0, "a", -1, wide, 2)) == ERROR_INVALID_PARAMETER);
  CHECK(error_of(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", -1, wide, 2)) == ERROR_INVALID_FLAGS);
  CHECK(MultiByteToWideChar(CP_ACP, MB_PRECOMPOSED, "a", -1, wide, 2) == 2);
  CHECK(GetACP() == CP_UTF8);
}

TEST_CASE("code pages: what is no character becomes one, or fails where that is asked for") {
  wchar_t wide[8] = {};
  CHECK(MultiByteToWideChar(CP_UTF8, 0, "a\xff", -1, wide, 8) == 3);
  CHECK(wide[1] == 0xfffd);
  CHECK(error_of(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xff", -1, wide, 8)) ==
        ERROR_NO_UNICODE_TRANSLATION);
  CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xef\xbf\xbd", -1, wide, 8) == 3);  // the real one

  const wchar_t lonely[] = {0xd800, 0};
  char narrow[8] = {};
  BOOL used = FALSE;
  CHECK(WideCharToMultiByte(CP_ACP, 0, lonely, -1, narrow, 8, nullptr, &used) == 4);
  CHECK(used);
  CHECK(WideCharToMultiByte(CP_ACP, 0, L"ok", -1, narrow, 8, nullptr, &used) == 3);
  CHECK_FALSE(used);
  CHECK(error_of(WideCharToMultiByte(CP_UTF8, 0, L"ok", -1, narrow, 8, nullptr, &used)) == ERROR_INVALID_PARAMETER);
  CHECK(error_of(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lonely, -1, narrow, 8, nullptr, nullptr)) ==
        ERROR_NO_UNICODE_TRANSLATION);
}

TEST_CASE("lstr: NULL is an empty text") {
  CHECK(lstrlenA(nullptr) == 0);
  CHECK(lstrlenW(L"abc") == 3);
  CHECK(lstrcmpA(nullptr, nullptr) == 0);
  CHECK(lstrcmpA(nullptr, "a") < 0);
  CHECK(lstrcmpA("a", nullptr) > 0);
  CHECK(lstrcpyA(nullptr, "a") == nullptr);
  char room[8] = "xyz";
  CHECK(lstrcpyA(room, nullptr) == nullptr);
  CHECK(std::string(room) == "xyz");
}

TEST_CASE("lstr: copied, joined, cut off, compared by the alphabet") {
  wchar_t wide[16];
  CHECK(lstrcatW(lstrcpyW(wide, L"one "), L"two") == wide);
  CHECK(std::wstring(wide) == L"one two");
  char room[4];
  CHECK(lstrcpynA(room, "abcdef", 4) == room);
  CHECK(std::string(room) == "abc");
  CHECK(lstrcmpiW(L"ABC", L"abc") == 0);
  CHECK(lstrcmpW(L"ABC", L"abc") > 0);  // the small letter first
  CHECK(lstrcmpA("a", "B") < 0);
  CHECK(lstrcmpA("B", "a") > 0);
}

TEST_CASE("printing: numbers have the widths of Windows") {
  char room[128];
  const DWORD big = 0xfffffffe;
  CHECK(sprintf_s(room, sizeof room, "%lu %ld %d %u", big, static_cast<LONG>(-2), -3, 4u) == 18);
  CHECK(std::string(room) == "4294967294 -2 -3 4");
}

TEST_CASE("printing: each format") {
  const auto print = [](const char* format, auto... arguments) {
    char room[256];
    CHECK(sprintf_s(room, sizeof room, format, arguments...) >= 0);
    return std::string(room);
  };
  CHECK(print("%I64d %I64u %llx %Iu %zu", -5LL, 5ULL, 0xabcULL, size_t{7}, size_t{8}) == "-5 5 abc 7 8");
  CHECK(print("%I32d %hd %hhu", 6, 65537, 257) == "6 1 1");
  CHECK(print("[%5d][%-5d][%05d][%+d][%x][%#X][%o]", 1, 2, 3, 4, 255, 255, 8) ==
        "[    1][2    ][00003][+4][ff][0XFF][10]");
  CHECK(print("[%*d][%-*d][%.*f]", 4, 1, 4, 2, 2, 3.14159) == "[   1][2   ][3.14]");
  CHECK(print("%s|%10s|%-4s|%.2s", "text", "right", "l", "cut") == "text|     right|l   |cu");
  CHECK(print("%S %ls %ws %hs", L"w\u00e4", L"ide", L"text", "narrow") == "w\xc3\xa4 ide text narrow");
  CHECK(print("%c%C%lc", 'a', L'\u00e4', L'c') ==
        "a\xc3\xa4"
        "c");
  CHECK(print("%p", reinterpret_cast<void*>(0x1aB)) == "00000000000001AB");
  CHECK(print("%s", static_cast<const char*>(nullptr)) == "(null)");
  CHECK(print("100%% %g %e", 0.5, 1.0) == "100% 0.5 1.000000e+00");
  int untouched = 5;
  CHECK(print("a%nb", &untouched) == "ab");
  CHECK(untouched == 5);
}

TEST_CASE("printing: in wide functions %s is wide") {
  wchar_t room[64];
  CHECK(swprintf_s(room, 64, L"%s %S %hs %d", L"wide", "narrow", "h", 3) == 15);
  CHECK(std::wstring(room) == L"wide narrow h 3");
  CHECK(wsprintfW(room, L"%lu:%s", 80u, L"x") == 4);
  CHECK(std::wstring(room) == L"80:x");
  char narrow[16];
  CHECK(wsprintfA(narrow, "%02X-%s", 10, "y") == 4);
  CHECK(std::string(narrow) == "0A-y");
}

TEST_CASE("printing: wsprintf stops at 1024 characters") {
  const std::string longer(3000, 'x');
  char room[1024];
  CHECK(wsprintfA(room, "%s", longer.c_str()) == 1023);
  CHECK(std::strlen(room) == 1023);
}

TEST_CASE("printing: how each call ends where there is too little room") {
  char room[5];
  std::memset(room, '#', sizeof room);
  CHECK(_snprintf(room, 4, "%s", "abcd") == 4);  // fits, without a final 0
  CHECK(std::string(room, 5) == "abcd#");
  CHECK(_snprintf(room, 4, "%s", "abcde") == -1);
  CHECK(std::string(room, 5) == "abcd#");
  CHECK(_snprintf(room, 5, "%s", "abcd") == 4);
  CHECK(std::string(room) == "abcd");
  CHECK(_snprintf(nullptr, 0, "%d", 1234) == 4);
  CHECK(_scprintf("%d", 1234) == 4);

  errno = 0;
  CHECK(sprintf_s(room, 4, "%s", "abcd") == -1);
  CHECK(errno == ERANGE);
  CHECK(room[0] == '\0');
  CHECK(_snprintf_s(room, 5, _TRUNCATE, "%s", "abcdef") == -1);
  CHECK(std::string(room) == "abcd");
  CHECK(_snprintf_s(room, 5, 2, "%s", "abcdef") == -1);
  CHECK(std::string(room) == "ab");
  CHECK(_snprintf_s(room, 5, 4, "%s", "abcd") == 4);
  CHECK(sprintf_s(room, "%d", 12) == 2);  // an array brings its size
  CHECK(std::string(room) == "12");
}

TEST_CASE("strsafe: cut off, but always ended") {
  char room[5] = "";
  CHECK(StringCchPrintfA(room, 5, "%s", "abcd") == S_OK);
  CHECK(StringCchPrintfA(room, 5, "%s", "abcdef") == STRSAFE_E_INSUFFICIENT_BUFFER);
  CHECK(std::string(room) == "abcd");
  CHECK(StringCchPrintfA(room, 0, "x") == STRSAFE_E_INVALID_PARAMETER);
  CHECK(StringCchCopyA(room, 5, "abcde") == STRSAFE_E_INSUFFICIENT_BUFFER);
  CHECK(std::string(room) == "abcd");
  CHECK(StringCchCopyA(room, 5, "ab") == S_OK);
  CHECK(StringCchCatA(room, 5, "cd") == S_OK);
  CHECK(StringCchCatA(room, 5, "e") == STRSAFE_E_INSUFFICIENT_BUFFER);
  CHECK(StringCchCopyNA(room, 5, "abcdef", 3) == S_OK);
  CHECK(std::string(room) == "abc");
  size_t length = 99;
  CHECK(StringCchLengthA(room, 5, &length) == S_OK);
  CHECK(length == 3);
  CHECK(StringCchLengthA("abcde", 3, &length) == STRSAFE_E_INVALID_PARAMETER);
  CHECK(length == 0);

  wchar_t wide[4];
  CHECK(StringCbPrintfW(wide, sizeof wide, L"%s", L"abc") == S_OK);
  CHECK(StringCbPrintfW(wide, sizeof wide, L"%s", L"abcd") == STRSAFE_E_INSUFFICIENT_BUFFER);
  CHECK(std::wstring(wide) == L"abc");
  CHECK(StringCbLengthW(wide, sizeof wide, &length) == S_OK);
  CHECK(length == 3 * sizeof(wchar_t));
  CHECK(StringCbCopyW(wide, sizeof wide, L"xy") == S_OK);
  CHECK(StringCbCatW(wide, sizeof wide, L"z") == S_OK);
  CHECK(std::wstring(wide) == L"xyz");
}

TEST_CASE("crt: comparisons without case") {
  CHECK(_stricmp("HTTP/1.1", "http/1.1") == 0);
  CHECK(_stricmp("a", "B") < 0);
  CHECK(_strnicmp("Content-Length: 5", "content-length", 14) == 0);
  CHECK(_wcsicmp(L"ABC", L"abd") < 0);
  CHECK(_wcsnicmp(L"ABCx", L"abcy", 3) == 0);
  CHECK(stricmp("A", "a") == 0);
}

TEST_CASE("crt: the checked copies") {
  char room[4];
  CHECK(strcpy_s(room, "abc") == 0);
  CHECK(strcpy_s(room, sizeof room, "abcd") == ERANGE);
  CHECK(room[0] == '\0');
  CHECK(strcpy_s(nullptr, 1, "a") == EINVAL);
  CHECK(strcpy_s(room, sizeof room, nullptr) == EINVAL);
  CHECK(strncpy_s(room, "abcdef", _TRUNCATE) == STRUNCATE);
  CHECK(std::string(room) == "abc");
  CHECK(strncpy_s(room, sizeof room, "abcdef", 2) == 0);
  CHECK(strcat_s(room, "z") == 0);
  CHECK(std::string(room) == "abz");
  CHECK(strcat_s(room, sizeof room, "y") == ERANGE);
  wchar_t wide[4];
  CHECK(wcscpy_s(wide, L"abc") == 0);
  CHECK(wcsncpy_s(wide, 4, L"abcdef", _TRUNCATE) == STRUNCATE);
  char bytes[2] = {1, 2};
  CHECK(memcpy_s(bytes, 2, "xy", 2) == 0);
  CHECK(memcpy_s(bytes, 2, "xyz", 3) == ERANGE);
  CHECK(bytes[0] == 0);
  CHECK(_countof(bytes) == 2);
}

TEST_CASE("crt: numbers as text") {
  char room[72];
  CHECK(std::string(_itoa(-255, room, 10)) == "-255");
  CHECK(std::string(_itoa(-1, room, 16)) == "ffffffff");
  CHECK(std::string(_ui64toa(~0ull, room, 2)) == std::string(64, '1'));
  CHECK(_itoa_s(12345, room, 5, 10) == ERANGE);
  CHECK(_atoi64("-9000000000") == -9000000000LL);
  CHECK(_wtoi(L"42") == 42);
  wchar_t wide[8];
  CHECK(std::wstring(_itow(77, wide, 10)) == L"77");
}
