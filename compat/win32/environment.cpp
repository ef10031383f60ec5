// environment: variables, the command line and the machine's name.
#include <windows.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <source_location>
#include <string>
#include <string_view>

#include "compat/out_of_memory.hpp"
#include "compat/wide_text.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/handing_out.hpp"
#include "stack/host/host_name.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {
namespace {

// ---- variables --------------------------------------------------------------------------------------------------

/// Keeps our own calls apart; the C library's getenv() and setenv() know nothing of it.
constinit host::spin_mutex variables;

std::string as_narrow(const char* text) { return text; }
std::string as_narrow(const wchar_t* text) { return narrow(text); }

bool is_name(const std::string& name) noexcept { return !name.empty() && name.find('=') == std::string::npos; }

template <class Char>
DWORD get_variable(const Char* name, Char* value, DWORD room,
                   std::source_location where = std::source_location::current()) noexcept {
  return or_out_of_memory(DWORD{0}, [&] {
    std::string found;
    {
      const std::lock_guard guard(variables);
      const char* const text = name != nullptr ? std::getenv(as_narrow(name).c_str()) : nullptr;
      if (text == nullptr) return static_cast<DWORD>(refuse(ERROR_ENVVAR_NOT_FOUND, where));
      found = text;
    }
    if (found.empty()) set_last_error(ERROR_SUCCESS);
    return hand_out(found, value, room);
  });
}

template <class Char>
BOOL set_variable(const Char* name, const Char* value,
                  std::source_location where = std::source_location::current()) noexcept {
  if (name == nullptr) return refuse(ERROR_INVALID_PARAMETER, where);
  return or_out_of_memory(FALSE, [&] {
    const std::string key = as_narrow(name);
    if (!is_name(key)) return refuse(ERROR_INVALID_PARAMETER, where);
    const std::lock_guard guard(variables);
    if (value != nullptr)
      return setenv(key.c_str(), as_narrow(value).c_str(), 1) == 0 ? TRUE : refuse(ERROR_NOT_ENOUGH_MEMORY, where);
    if (std::getenv(key.c_str()) == nullptr) return refuse(ERROR_ENVVAR_NOT_FOUND, where);
    unsetenv(key.c_str());
    return TRUE;
  });
}

// ---- the command line -----------------------------------------------------------------------------------------------

/// In quotes where it has to be, by the rules of Microsoft's C library: back slashes count double before a quote.
std::string quoted(std::string_view argument) {
  if (!argument.empty() && argument.find_first_of(" \t\"") == argument.npos) return std::string(argument);
  std::string out = "\"";
  std::size_t slashes = 0;
  for (const char c : argument) {
    if (c == '"') out.append(slashes + 1, '\\');
    slashes = c == '\\' ? slashes + 1 : 0;
    out += c;
  }
  out.append(slashes, '\\');
  return out + '"';
}

std::string read_command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string arguments{std::istreambuf_iterator<char>(file), {}};
  std::string out;
  for (std::size_t at = 0; at < arguments.size();) {
    const std::size_t end = std::min(arguments.find('\0', at), arguments.size());
    if (!out.empty()) out += ' ';
    out += quoted(std::string_view(arguments).substr(at, end - at));
    at = end + 1;
  }
  return out;
}

/// Kept for ever, since programs keep the pointer.
struct command_line {
  std::string narrow = read_command_line();
  std::wstring wide = widen(narrow);
};

command_line& the_command_line() {
  static auto* const line = new command_line;
  return *line;
}

// ---- the machine's name ---------------------------------------------------------------------------------------------

std::string computer_name(COMPUTER_NAME_FORMAT format) {
  const std::string whole = host::host_name();
  const std::size_t dot = whole.find('.');
  std::string label = whole.substr(0, dot);
  switch (format) {
    case ComputerNameNetBIOS:
    case ComputerNamePhysicalNetBIOS:
      label.resize(std::min<std::size_t>(label.size(), MAX_COMPUTERNAME_LENGTH));
      std::transform(label.begin(), label.end(), label.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
      return label;
    case ComputerNameDnsDomain:
    case ComputerNamePhysicalDnsDomain: return dot == std::string::npos ? std::string() : whole.substr(dot + 1);
    case ComputerNameDnsFullyQualified:
    case ComputerNamePhysicalDnsFullyQualified: return whole;
    default: return label;
  }
}

template <class Char>
BOOL give_computer_name(COMPUTER_NAME_FORMAT format, Char* name, DWORD* room, int too_small,
                        std::source_location where = std::source_location::current()) noexcept {
  if (room == nullptr || static_cast<unsigned>(format) >= ComputerNameMax)
    return refuse(ERROR_INVALID_PARAMETER, where);
  return or_out_of_memory(FALSE, [&] {
    const DWORD given = hand_out(computer_name(format), name, *room);
    const bool fits = name != nullptr && given < *room;
    *room = given;
    return fits ? TRUE : refuse(too_small, where);
  });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

LPSTR WINAPI GetCommandLineA(void) {
  return or_out_of_memory<LPSTR>(nullptr, [] { return the_command_line().narrow.data(); });
}
LPWSTR WINAPI GetCommandLineW(void) {
  return or_out_of_memory<LPWSTR>(nullptr, [] { return the_command_line().wide.data(); });
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD room) { return get_variable(name, value, room); }
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR value, DWORD room) { return get_variable(name, value, room); }
BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value) { return set_variable(name, value); }
BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value) { return set_variable(name, value); }

BOOL WINAPI GetComputerNameA(LPSTR name, LPDWORD room) {
  return give_computer_name(ComputerNameNetBIOS, name, room, ERROR_BUFFER_OVERFLOW);
}
BOOL WINAPI GetComputerNameW(LPWSTR name, LPDWORD room) {
  return give_computer_name(ComputerNameNetBIOS, name, room, ERROR_BUFFER_OVERFLOW);
}
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT format, LPSTR name, LPDWORD room) {
  return give_computer_name(format, name, room, ERROR_MORE_DATA);
}
BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT format, LPWSTR name, LPDWORD room) {
  return give_computer_name(format, name, room, ERROR_MORE_DATA);
}

}  // extern "C"
