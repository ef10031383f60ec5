// clock: counters from the stack's own clock, dates from the wall clock.
#include <mmsystem.h>
#include <windows.h>

#include <chrono>
#include <ctime>

#include "compat/win32/failing.hpp"
#include "compat/win32/wall_clock.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr WORD first_year = 1601;
constexpr WORD last_year = 30827;  // the last whole year that a FILETIME's 63 bits reach

FILETIME to_filetime(file_ticks ticks) noexcept {
  const auto count = static_cast<std::uint64_t>(ticks.count());
  return {static_cast<DWORD>(count), static_cast<DWORD>(count >> 32)};
}

file_ticks from_filetime(const FILETIME& time) noexcept {
  return file_ticks(static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime));
}

// std::chrono's year ends with 32767, so all dates that a FILETIME can say are within it.
SYSTEMTIME to_systemtime(file_ticks since_1601) noexcept {
  const file_ticks since_1970 = since_1601 - unix_epoch;
  const auto day = std::chrono::floor<days>(since_1970);
  const std::chrono::sys_days date{day};
  const std::chrono::year_month_day ymd{date};
  const std::chrono::hh_mm_ss<milliseconds> clock{std::chrono::floor<milliseconds>(since_1970 - day)};
  SYSTEMTIME out{};
  out.wYear = static_cast<WORD>(static_cast<int>(ymd.year()));
  out.wMonth = static_cast<WORD>(static_cast<unsigned>(ymd.month()));
  out.wDayOfWeek = static_cast<WORD>(std::chrono::weekday{date}.c_encoding());
  out.wDay = static_cast<WORD>(static_cast<unsigned>(ymd.day()));
  out.wHour = static_cast<WORD>(clock.hours().count());
  out.wMinute = static_cast<WORD>(clock.minutes().count());
  out.wSecond = static_cast<WORD>(clock.seconds().count());
  out.wMilliseconds = static_cast<WORD>(clock.subseconds().count());
  return out;
}

bool exists(const SYSTEMTIME& t, const std::chrono::year_month_day& date) noexcept {
  return t.wYear >= first_year && t.wYear <= last_year && date.ok() && t.wHour < 24 && t.wMinute < 60 &&
         t.wSecond < 60 && t.wMilliseconds < 1000;
}

/// The same moment, as if local time were UTC.
file_ticks to_local(file_ticks utc) noexcept {
  const auto whole = std::chrono::floor<seconds>(utc - unix_epoch);
  const std::time_t at = static_cast<std::time_t>(whole.count());
  std::tm local{};
  if (localtime_r(&at, &local) == nullptr) return utc;
  return utc + seconds(local.tm_gmtoff);
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

// The unit is Windows' own since version 10, and some programs take it for granted.
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER* ticks) {
  const auto since = std::chrono::duration_cast<file_ticks>(loopsock::host::now().time_since_epoch());
  ticks->QuadPart = since.count();
  return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER* ticks_per_second) {
  ticks_per_second->QuadPart = file_ticks::period::den;
  return TRUE;
}

DWORD WINAPI timeGetTime(void) { return GetTickCount(); }
MMRESULT WINAPI timeBeginPeriod(UINT milliseconds) { return milliseconds == 0 ? TIMERR_NOCANDO : TIMERR_NOERROR; }
MMRESULT WINAPI timeEndPeriod(UINT milliseconds) { return milliseconds == 0 ? TIMERR_NOCANDO : TIMERR_NOERROR; }

void WINAPI GetSystemTimeAsFileTime(LPFILETIME now) { *now = to_filetime(wall_clock_now()); }
void WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME now) { *now = to_filetime(wall_clock_now()); }
void WINAPI GetSystemTime(LPSYSTEMTIME now) { *now = to_systemtime(wall_clock_now()); }
void WINAPI GetLocalTime(LPSYSTEMTIME now) { *now = to_systemtime(to_local(wall_clock_now())); }

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME* from, LPFILETIME to) {
  const std::chrono::year_month_day date{std::chrono::year{from->wYear}, std::chrono::month{from->wMonth},
                                         std::chrono::day{from->wDay}};
  if (!exists(*from, date)) return refuse(ERROR_INVALID_PARAMETER);
  const auto since_1970 = std::chrono::sys_days{date}.time_since_epoch() + hours(from->wHour) + minutes(from->wMinute) +
                          seconds(from->wSecond) + milliseconds(from->wMilliseconds);
  *to = to_filetime(unix_epoch + since_1970);
  return TRUE;
}

BOOL WINAPI FileTimeToSystemTime(const FILETIME* from, LPSYSTEMTIME to) {
  const file_ticks ticks = from_filetime(*from);
  if (ticks.count() < 0) return refuse(ERROR_INVALID_PARAMETER);
  *to = to_systemtime(ticks);
  return TRUE;
}

BOOL WINAPI FileTimeToLocalFileTime(const FILETIME* from, LPFILETIME to) {
  *to = to_filetime(to_local(from_filetime(*from)));
  return TRUE;
}

LONG WINAPI CompareFileTime(const FILETIME* first, const FILETIME* second) {
  const file_ticks a = from_filetime(*first), b = from_filetime(*second);
  return a < b ? -1 : a > b ? 1 : 0;
}

}  // extern "C"
