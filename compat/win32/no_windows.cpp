// no_windows: <winuser.h> on a machine without windows.
#include <winuser.h>

#include "compat/win32/failing.hpp"

using namespace loopsock::compat;

extern "C" {

ATOM WINAPI RegisterClassExA(const WNDCLASSEXA*) { return static_cast<ATOM>(refuse(ERROR_CALL_NOT_IMPLEMENTED)); }

HWND WINAPI CreateWindowExA(DWORD, LPCSTR, LPCSTR, DWORD, int, int, int, int, HWND, HMENU, HINSTANCE, LPVOID) {
  set_error(ERROR_CALL_NOT_IMPLEMENTED);
  return nullptr;
}

BOOL WINAPI DestroyWindow(HWND) { return refuse(ERROR_INVALID_WINDOW_HANDLE); }
LRESULT WINAPI DefWindowProcA(HWND, UINT, WPARAM, LPARAM) { return 0; }

HICON WINAPI LoadIconA(HINSTANCE, LPCSTR) {
  set_error(ERROR_CALL_NOT_IMPLEMENTED);
  return nullptr;
}
HCURSOR WINAPI LoadCursorA(HINSTANCE, LPCSTR) {
  set_error(ERROR_CALL_NOT_IMPLEMENTED);
  return nullptr;
}

BOOL WINAPI GetMessageA(LPMSG message, HWND, UINT, UINT) {
  *message = {};
  message->message = WM_QUIT;
  return FALSE;
}
BOOL WINAPI PeekMessageA(LPMSG, HWND, UINT, UINT, UINT) { return FALSE; }
BOOL WINAPI TranslateMessage(const MSG*) { return FALSE; }
LRESULT WINAPI DispatchMessageA(const MSG*) { return 0; }

DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE* objects, BOOL all, DWORD milliseconds, DWORD) {
  if (count != 0) return WaitForMultipleObjects(count, objects, all, milliseconds);
  Sleep(milliseconds);
  return WAIT_TIMEOUT;
}

}  // extern "C"
