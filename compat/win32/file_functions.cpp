// file_functions: CreateFile and what else can be done with a file but reading and writing.
#include <windows.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <source_location>
#include <string>

#include "compat/out_of_memory.hpp"
#include "compat/wide_text.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/file.hpp"
#include "compat/win32/file_opening.hpp"
#include "compat/win32/foreign_handles.hpp"
#include "compat/win32/host_error.hpp"
#include "compat/win32/host_path.hpp"

namespace loopsock::compat {
namespace {

HANDLE create_file(file_request request, std::source_location where = std::source_location::current()) noexcept {
  ref<file_object> file;
  const int result = open_file(std::move(request), file);
  const HANDLE handle = file ? open_handle(std::move(file)) : nullptr;
  if (handle != nullptr) {
    set_last_error(result);
    return handle;
  }
  set_error(result == 0 || result == ERROR_ALREADY_EXISTS ? ERROR_NOT_ENOUGH_MEMORY : result, where);
  return INVALID_HANDLE_VALUE;
}

BOOL delete_file(const std::string& path, std::source_location where = std::source_location::current()) noexcept {
  if (unlink(path.c_str()) == 0) return TRUE;
  return refuse(win32_error(errno), where);
}

DWORD attributes_of(const std::string& path, std::source_location where = std::source_location::current()) noexcept {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) {
    set_error(win32_error(errno), where);
    return INVALID_FILE_ATTRIBUTES;
  }
  if (S_ISDIR(about.st_mode)) return FILE_ATTRIBUTE_DIRECTORY;
  return (about.st_mode & S_IWUSR) != 0 ? FILE_ATTRIBUTE_NORMAL : FILE_ATTRIBUTE_READONLY;
}

/// The file that the handle names; sets the error where it names none.
ref<file_object> file_of(HANDLE handle, std::source_location where = std::source_location::current()) noexcept {
  ref<file_object> file = find_as<file_object>(handle);
  if (!file) set_error(ERROR_INVALID_HANDLE, where);
  return file;
}

BOOL answer(int error, std::source_location where = std::source_location::current()) noexcept {
  return error == 0 ? TRUE : refuse(error, where);
}

/// The low half of a position or size, where all ones also mean failure: then the last error is 0.
DWORD low_half(std::uint64_t value) noexcept {
  const auto low = static_cast<DWORD>(value);
  if (low == INVALID_FILE_SIZE) set_last_error(NO_ERROR);
  return low;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

HANDLE WINAPI CreateFileA(LPCSTR path, DWORD access, DWORD, LPSECURITY_ATTRIBUTES, DWORD how, DWORD flags, HANDLE) {
  return or_out_of_memory(INVALID_HANDLE_VALUE, [&] {
    return create_file({path != nullptr ? host_path(path) : std::string(), access, how, flags});
  });
}

HANDLE WINAPI CreateFileW(LPCWSTR path, DWORD access, DWORD, LPSECURITY_ATTRIBUTES, DWORD how, DWORD flags, HANDLE) {
  return or_out_of_memory(INVALID_HANDLE_VALUE, [&] {
    return create_file({path != nullptr ? host_path(narrow(path)) : std::string(), access, how, flags});
  });
}

BOOL WINAPI DeleteFileA(LPCSTR path) {
  return or_out_of_memory(FALSE, [&] { return delete_file(host_path(path)); });
}
BOOL WINAPI DeleteFileW(LPCWSTR path) {
  return or_out_of_memory(FALSE, [&] { return delete_file(host_path(narrow(path))); });
}
DWORD WINAPI GetFileAttributesA(LPCSTR path) {
  return or_out_of_memory(INVALID_FILE_ATTRIBUTES, [&] { return attributes_of(host_path(path)); });
}
DWORD WINAPI GetFileAttributesW(LPCWSTR path) {
  return or_out_of_memory(INVALID_FILE_ATTRIBUTES, [&] { return attributes_of(host_path(narrow(path))); });
}

BOOL WINAPI GetFileSizeEx(HANDLE handle, PLARGE_INTEGER size) {
  const ref<file_object> file = file_of(handle);
  if (!file) return FALSE;
  std::uint64_t bytes = 0;
  if (!answer(file->size(bytes))) return FALSE;
  size->QuadPart = static_cast<LONGLONG>(bytes);
  return TRUE;
}

DWORD WINAPI GetFileSize(HANDLE handle, LPDWORD high) {
  LARGE_INTEGER size;
  if (!GetFileSizeEx(handle, &size)) return INVALID_FILE_SIZE;
  if (high != nullptr) *high = static_cast<DWORD>(size.HighPart);
  return low_half(static_cast<std::uint64_t>(size.QuadPart));
}

BOOL WINAPI SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance, PLARGE_INTEGER position, DWORD from) {
  const ref<file_object> file = file_of(handle);
  if (!file) return FALSE;
  std::uint64_t now = 0;
  if (!answer(file->move(distance.QuadPart, from, now))) return FALSE;
  if (position != nullptr) position->QuadPart = static_cast<LONGLONG>(now);
  return TRUE;
}

DWORD WINAPI SetFilePointer(HANDLE handle, LONG low, PLONG high, DWORD from) {
  LARGE_INTEGER distance, position;
  distance.QuadPart = low;  // with its sign, where there is no higher half
  if (high != nullptr) {
    distance.LowPart = static_cast<DWORD>(low);
    distance.HighPart = *high;
  }
  if (!SetFilePointerEx(handle, distance, &position, from)) return INVALID_SET_FILE_POINTER;
  if (high != nullptr) *high = position.HighPart;
  return low_half(static_cast<std::uint64_t>(position.QuadPart));
}

BOOL WINAPI SetEndOfFile(HANDLE handle) {
  const ref<file_object> file = file_of(handle);
  return file ? answer(file->truncate()) : FALSE;
}

BOOL WINAPI FlushFileBuffers(HANDLE handle) {
  const ref<file_object> file = file_of(handle);
  return file ? answer(file->flush()) : FALSE;
}

DWORD WINAPI GetFileType(HANDLE handle) {
  if (foreign(handle) != nullptr) return FILE_TYPE_PIPE;  // a socket
  const ref<file_object> file = file_of(handle);
  if (!file) return FILE_TYPE_UNKNOWN;
  set_last_error(NO_ERROR);
  return file->type();
}

}  // extern "C"
