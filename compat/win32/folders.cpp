// folders: Windows' folders and temporary files.
#include <windows.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "compat/out_of_memory.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/handing_out.hpp"
#include "compat/win32/host_error.hpp"
#include "compat/win32/host_path.hpp"
#include "compat/win32/windows_folder.hpp"

namespace loopsock::compat {
namespace {

template <class Char>
UINT give_windows_folder(Char* path, UINT room, const char* below,
                         std::source_location where = std::source_location::current()) noexcept {
  return or_out_of_memory(UINT{0}, [&] {
    const std::string folder = windows_folder();
    if (folder.empty()) return static_cast<UINT>(refuse(ERROR_PATH_NOT_FOUND, where));
    return hand_out(folder + below, path, room);
  });
}

template <class Char>
DWORD give_temporary_folder(DWORD room, Char* path) noexcept {
  return or_out_of_memory(DWORD{0}, [&] {
    const char* const set = std::getenv("TMPDIR");
    std::string folder = set != nullptr && *set != 0 ? set : "/tmp";
    if (folder.back() != '/') folder += '/';
    return hand_out(folder, path, room);
  });
}

std::string temporary_name(std::string_view folder, std::string_view prefix, UINT number) {
  char digits[9] = "";
  std::to_chars(digits, digits + 8, number & 0xffff, 16);
  std::string path(folder);
  if (!path.empty() && path.back() != '/') path += '/';
  return path + std::string(prefix.substr(0, 3)) + digits + ".TMP";
}

/// Makes an empty file under a name that is free. The number of the name, or 0 with `error`.
UINT make_temporary(std::string_view folder, std::string_view prefix, std::string& path, int& error) {
  constexpr UINT numbers = 0xffff;
  const UINT first = GetTickCount();
  for (UINT i = 0; i < numbers; ++i) {
    const UINT number = (first + i) % numbers + 1;
    path = temporary_name(folder, prefix, number);
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
      close(descriptor);
      return number;
    }
    if (errno != EEXIST) break;
  }
  error = errno == ENOENT || errno == ENOTDIR ? ERROR_DIRECTORY : win32_error(errno);
  return 0;
}

std::string as_narrow(const char* text) { return text; }
std::string as_narrow(const wchar_t* text) { return narrow(text); }

template <class Char>
UINT name_temporary(const Char* folder, const Char* prefix, UINT number, Char* path,
                    std::source_location where = std::source_location::current()) noexcept {
  if (folder == nullptr || path == nullptr) return static_cast<UINT>(refuse(ERROR_INVALID_PARAMETER, where));
  return or_out_of_memory(UINT{0}, [&] {
    const std::string in = host_path(as_narrow(folder));
    const std::string start = prefix != nullptr ? as_narrow(prefix) : std::string();
    std::string name = temporary_name(in, start, number);
    if (name.size() >= MAX_PATH) return static_cast<UINT>(refuse(ERROR_BUFFER_OVERFLOW, where));
    int error = 0;
    const UINT result = number != 0 ? number : make_temporary(in, start, name, error);
    if (result == 0) return static_cast<UINT>(refuse(error, where));
    hand_out(name, path, MAX_PATH);
    return result;
  });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

UINT WINAPI GetSystemWindowsDirectoryA(LPSTR path, UINT room) { return give_windows_folder(path, room, ""); }
UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR path, UINT room) { return give_windows_folder(path, room, ""); }
UINT WINAPI GetWindowsDirectoryA(LPSTR path, UINT room) { return give_windows_folder(path, room, ""); }
UINT WINAPI GetWindowsDirectoryW(LPWSTR path, UINT room) { return give_windows_folder(path, room, ""); }
UINT WINAPI GetSystemDirectoryA(LPSTR path, UINT room) { return give_windows_folder(path, room, "/System32"); }
UINT WINAPI GetSystemDirectoryW(LPWSTR path, UINT room) { return give_windows_folder(path, room, "/System32"); }

DWORD WINAPI GetTempPathA(DWORD room, LPSTR path) { return give_temporary_folder(room, path); }
DWORD WINAPI GetTempPathW(DWORD room, LPWSTR path) { return give_temporary_folder(room, path); }

UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT number, LPSTR path) {
  return name_temporary(folder, prefix, number, path);
}
UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT number, LPWSTR path) {
  return name_temporary(folder, prefix, number, path);
}

}  // extern "C"
