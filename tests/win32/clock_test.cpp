// The clocks: counters that go on, and dates there and back.
#include <mmsystem.h>
#include <windows.h>

#include <cstdint>
#include <ctime>

#include "tests/support/catch.hpp"

namespace {

std::uint64_t ticks_of(const FILETIME& time) { return std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime; }

SYSTEMTIME date(WORD year, WORD month, WORD day) {
  SYSTEMTIME t{};
  t.wYear = year;
  t.wMonth = month;
  t.wDay = day;
  return t;
}

}  // namespace

TEST_CASE("clock: the performance counter runs at its frequency, and never back") {
  LARGE_INTEGER frequency{}, before{}, after{};
  REQUIRE(QueryPerformanceFrequency(&frequency));
  CHECK(frequency.QuadPart == 10'000'000);
  REQUIRE(QueryPerformanceCounter(&before));
  Sleep(20);
  REQUIRE(QueryPerformanceCounter(&after));
  const LONGLONG spent = after.QuadPart - before.QuadPart;
  CHECK(spent >= frequency.QuadPart / 1000 * 19);
  CHECK(spent < frequency.QuadPart * 20);  // generous: a busy machine
}

TEST_CASE("clock: the multimedia clock is the tick count") {
  const DWORD ticks = GetTickCount();
  CHECK(timeGetTime() - ticks < 10'000);
  CHECK(timeBeginPeriod(1) == TIMERR_NOERROR);
  CHECK(timeEndPeriod(1) == TIMERR_NOERROR);
  CHECK(timeBeginPeriod(0) == TIMERR_NOCANDO);
}

TEST_CASE("clock: a FILETIME counts from 1601") {
  FILETIME now{}, precisely{};
  GetSystemTimeAsFileTime(&now);
  GetSystemTimePreciseAsFileTime(&precisely);
  const std::uint64_t since_1970 = ticks_of(now) / 10'000'000 - 11'644'473'600;
  CHECK(static_cast<double>(since_1970) == Approx(static_cast<double>(std::time(nullptr))).margin(5));
  CHECK(CompareFileTime(&now, &precisely) <= 0);

  const SYSTEMTIME unix_begin = date(1970, 1, 1);
  FILETIME then{};
  REQUIRE(SystemTimeToFileTime(&unix_begin, &then));
  CHECK(ticks_of(then) == 116'444'736'000'000'000);
  CHECK(CompareFileTime(&then, &now) == -1);
  CHECK(CompareFileTime(&now, &then) == 1);
  CHECK(CompareFileTime(&now, &now) == 0);
}

TEST_CASE("clock: dates come back as they went, with the day of the week") {
  struct {
    SYSTEMTIME day;
    WORD weekday;
  } const rows[] = {{date(1601, 1, 1), 1},
                    {date(1900, 3, 1), 4},
                    {date(2000, 2, 29), 2},
                    {date(2024, 12, 31), 2},
                    {date(30827, 12, 31), 5}};
  for (const auto& row : rows) {
    INFO(row.day.wYear);
    SYSTEMTIME in = row.day;
    in.wHour = 23;
    in.wMinute = 59;
    in.wSecond = 58;
    in.wMilliseconds = 999;
    FILETIME ticks{};
    REQUIRE(SystemTimeToFileTime(&in, &ticks));
    SYSTEMTIME out{};
    REQUIRE(FileTimeToSystemTime(&ticks, &out));
    CHECK(out.wYear == in.wYear);
    CHECK(out.wMonth == in.wMonth);
    CHECK(out.wDay == in.wDay);
    CHECK(out.wHour == 23);
    CHECK(out.wMinute == 59);
    CHECK(out.wSecond == 58);
    CHECK(out.wMilliseconds == 999);
    CHECK(out.wDayOfWeek == row.weekday);
  }
}

TEST_CASE("clock: a date that does not exist is an invalid parameter") {
  FILETIME out{};
  for (const SYSTEMTIME& wrong :
       {date(2023, 2, 29), date(2023, 13, 1), date(2023, 0, 1), date(1600, 1, 1), date(2023, 4, 31)}) {
    SetLastError(0);
    CHECK_FALSE(SystemTimeToFileTime(&wrong, &out));
    CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  }
  SYSTEMTIME late = date(2023, 1, 1);
  late.wHour = 24;
  CHECK_FALSE(SystemTimeToFileTime(&late, &out));
  const FILETIME negative{0, 0x80000000};
  SYSTEMTIME unused{};
  CHECK_FALSE(FileTimeToSystemTime(&negative, &unused));
}

TEST_CASE("clock: local time is the C library's") {
  SYSTEMTIME local{};
  const std::time_t before = std::time(nullptr);
  GetLocalTime(&local);
  std::tm expected{};
  localtime_r(&before, &expected);
  CHECK(local.wYear == expected.tm_year + 1900);
  CHECK(local.wMonth == expected.tm_mon + 1);
  CHECK(local.wDay == expected.tm_mday);
  CHECK(local.wHour == expected.tm_hour);
  SYSTEMTIME utc{};
  GetSystemTime(&utc);
  CHECK(utc.wYear >= 2024);
}
