// process_ending: ExitProcess and TerminateProcess.
#include <windows.h>

#include <unistd.h>

#include <cstdlib>

#include "compat/win32/failing.hpp"
#include "compat/win32/process.hpp"

extern "C" {

void WINAPI ExitProcess(UINT code) { std::exit(static_cast<int>(code)); }

BOOL WINAPI TerminateProcess(HANDLE process, UINT code) {
  using namespace loopsock::compat;
  if (!find_as<process_object>(process)) return refuse(ERROR_INVALID_HANDLE);
  _exit(static_cast<int>(code));
}

}  // extern "C"
