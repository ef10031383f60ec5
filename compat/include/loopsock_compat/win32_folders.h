// win32_folders: where Windows keeps temporary files, and its own.
//
// There is no Windows here. What stands for its folder is the one that the variable SystemRoot (or windir) names, or else a folder of the
// user's, ~/.cache/loopsock/Windows, which the library makes when it is first asked for. That one holds a system.ini and a win.ini of one
// line. The answer is the length of the path; if the room is too small, what would be needed, with the final 0. Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

UINT WINAPI GetSystemWindowsDirectoryA(LPSTR path, UINT room) LOOPSOCK_WS_SYMBOL(GetSystemWindowsDirectoryA);
UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR path, UINT room) LOOPSOCK_WS_SYMBOL(GetSystemWindowsDirectoryW);
UINT WINAPI GetWindowsDirectoryA(LPSTR path, UINT room) LOOPSOCK_WS_SYMBOL(GetWindowsDirectoryA);
UINT WINAPI GetWindowsDirectoryW(LPWSTR path, UINT room) LOOPSOCK_WS_SYMBOL(GetWindowsDirectoryW);
// System32 in the same folder, which need not exist.
UINT WINAPI GetSystemDirectoryA(LPSTR path, UINT room) LOOPSOCK_WS_SYMBOL(GetSystemDirectoryA);
UINT WINAPI GetSystemDirectoryW(LPWSTR path, UINT room) LOOPSOCK_WS_SYMBOL(GetSystemDirectoryW);

// TMPDIR, or /tmp, with a slash behind.
DWORD WINAPI GetTempPathA(DWORD room, LPSTR path) LOOPSOCK_WS_SYMBOL(GetTempPathA);
DWORD WINAPI GetTempPathW(DWORD room, LPWSTR path) LOOPSOCK_WS_SYMBOL(GetTempPathW);
// <folder>/<first three of prefix><number in hex>.TMP. With a number of 0 one is found that is free, and the file is made, empty. `path`
// has MAX_PATH characters. The number, or 0.
UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT number, LPSTR path) LOOPSOCK_WS_SYMBOL(GetTempFileNameA);
UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT number, LPWSTR path) LOOPSOCK_WS_SYMBOL(GetTempFileNameW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define GetSystemWindowsDirectory GetSystemWindowsDirectoryW
#define GetWindowsDirectory GetWindowsDirectoryW
#define GetSystemDirectory GetSystemDirectoryW
#define GetTempPath GetTempPathW
#define GetTempFileName GetTempFileNameW
#else
#define GetSystemWindowsDirectory GetSystemWindowsDirectoryA
#define GetWindowsDirectory GetWindowsDirectoryA
#define GetSystemDirectory GetSystemDirectoryA
#define GetTempPath GetTempPathA
#define GetTempFileName GetTempFileNameA
#endif
