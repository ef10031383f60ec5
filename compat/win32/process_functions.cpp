// process_functions: handles of the process (win32_threads.h). There is only this one.
#include <windows.h>

#include "compat/win32/failing.hpp"
#include "compat/win32/process.hpp"

extern "C" {

HANDLE WINAPI GetCurrentProcess(void) { return reinterpret_cast<HANDLE>(~std::uintptr_t{0}); }

DWORD WINAPI GetProcessId(HANDLE process) {
  using namespace loopsock::compat;
  if (find_as<process_object>(process)) return GetCurrentProcessId();
  set_error(ERROR_INVALID_HANDLE);
  return 0;
}

HANDLE WINAPI OpenProcess(DWORD, BOOL, DWORD id) {
  using namespace loopsock::compat;
  if (id != GetCurrentProcessId()) return refuse_handle(ERROR_INVALID_PARAMETER);
  const HANDLE handle = open_handle(this_process());
  return handle != nullptr ? handle : refuse_handle(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI GetExitCodeProcess(HANDLE process, LPDWORD code) {
  using namespace loopsock::compat;
  if (!find_as<process_object>(process)) return refuse(ERROR_INVALID_HANDLE);
  if (code == nullptr) return refuse(ERROR_NOACCESS);
  *code = STILL_ACTIVE;
  return TRUE;
}

}  // extern "C"
