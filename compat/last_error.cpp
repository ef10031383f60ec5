#include "compat/last_error.hpp"

#include <windows.h>
#include <winsock2.h>

#include <string_view>

#include "compat/error_text.hpp"
#include "stack/diag/trace.hpp"

namespace loopsock::compat {
namespace {

// Written and read by their own thread only.
thread_local std::uint64_t noted_socket = 0;
thread_local std::string_view noted_file;

/// "connect" of "int connect(SOCKET, const sockaddr*, int)".
std::string_view call_name(const std::source_location& where) noexcept {
  std::string_view name = where.function_name();
  name = name.substr(0, name.find('('));
  const std::size_t before = name.find_last_of(" :*&");
  return before == std::string_view::npos ? name : name.substr(before + 1);
}

void trace_error(int error, const std::source_location& where) noexcept {
  // The file of a duty holds its calls: a socket noted there is the one that this call is about.
  if (noted_file == where.file_name()) {
    trace(trace_topic::error, "{}, socket {:#x}: {} ({})", call_name(where), noted_socket, error_text(error), error);
  } else {
    trace(trace_topic::error, "{}: {} ({})", call_name(where), error_text(error), error);
  }
}

}  // namespace

void note_socket(std::uint64_t socket, std::source_location where) noexcept {
  if (!traced(trace_topic::error)) return;
  noted_socket = socket;
  noted_file = where.file_name();
}

int set_error(int error, std::source_location where) noexcept {
  set_last_error(error);
  if (error != 0 && traced(trace_topic::error)) trace_error(error, where);
  return SOCKET_ERROR;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAGetLastError(void) { return loopsock::compat::last_error(); }
void WSAAPI WSASetLastError(int error) { loopsock::compat::set_last_error(error); }

DWORD WINAPI GetLastError(void) { return static_cast<DWORD>(loopsock::compat::last_error()); }
void WINAPI SetLastError(DWORD error) { loopsock::compat::set_last_error(static_cast<int>(error)); }

}  // extern "C"
