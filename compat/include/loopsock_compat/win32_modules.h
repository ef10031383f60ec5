// win32_modules: finding functions by name at run time, as programs do for those that an older Windows may lack.
//
// There are no modules here: everything is linked in. The names ws2_32, mswsock, wsock32, kernel32, kernelbase, ntdll, iphlpapi, user32
// and winmm are known all the same, in upper or lower case, with or without .dll and with any folder before them, and each finds the
// functions that Windows has there and this library has too. Others, and what other libraries of the program define, are not found:
// ERROR_MOD_NOT_FOUND, ERROR_PROC_NOT_FOUND. Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

#define DONT_RESOLVE_DLL_REFERENCES 0x00000001
#define LOAD_LIBRARY_AS_DATAFILE 0x00000002
#define LOAD_WITH_ALTERED_SEARCH_PATH 0x00000008
#define LOAD_LIBRARY_SEARCH_APPLICATION_DIR 0x00000200
#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x00000800
#define LOAD_LIBRARY_SEARCH_DEFAULT_DIRS 0x00001000

#define GET_MODULE_HANDLE_EX_FLAG_PIN 1
#define GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT 2
#define GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS 4

LOOPSOCK_COMPAT_BEGIN

// NULL names the program.
HMODULE WINAPI GetModuleHandleA(LPCSTR name) LOOPSOCK_WS_SYMBOL(GetModuleHandleA);
HMODULE WINAPI GetModuleHandleW(LPCWSTR name) LOOPSOCK_WS_SYMBOL(GetModuleHandleW);
// From an address, the program, whatever the address.
BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module) LOOPSOCK_WS_SYMBOL(GetModuleHandleExA);
BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module) LOOPSOCK_WS_SYMBOL(GetModuleHandleExW);

// Loading and freeing change nothing, and need not be balanced.
HMODULE WINAPI LoadLibraryA(LPCSTR name) LOOPSOCK_WS_SYMBOL(LoadLibraryA);
HMODULE WINAPI LoadLibraryW(LPCWSTR name) LOOPSOCK_WS_SYMBOL(LoadLibraryW);
HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE reserved, DWORD flags) LOOPSOCK_WS_SYMBOL(LoadLibraryExA);
HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE reserved, DWORD flags) LOOPSOCK_WS_SYMBOL(LoadLibraryExW);
BOOL WINAPI FreeLibrary(HMODULE module) LOOPSOCK_WS_SYMBOL(FreeLibrary);
void WINAPI FreeLibraryAndExitThread(HMODULE module, DWORD code) LOOPSOCK_WS_SYMBOL(FreeLibraryAndExitThread) __attribute__((__noreturn__));

// By name only: there are no ordinals here.
FARPROC WINAPI GetProcAddress(HMODULE module, LPCSTR name) LOOPSOCK_WS_SYMBOL(GetProcAddress);

// The program's path, for every module. The length; what does not fit is cut off, with ERROR_INSUFFICIENT_BUFFER, and the answer is the
// room.
DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR path, DWORD room) LOOPSOCK_WS_SYMBOL(GetModuleFileNameA);
DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR path, DWORD room) LOOPSOCK_WS_SYMBOL(GetModuleFileNameW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define GetModuleHandle GetModuleHandleW
#define GetModuleHandleEx GetModuleHandleExW
#define LoadLibrary LoadLibraryW
#define LoadLibraryEx LoadLibraryExW
#define GetModuleFileName GetModuleFileNameW
#else
#define GetModuleHandle GetModuleHandleA
#define GetModuleHandleEx GetModuleHandleExA
#define LoadLibrary LoadLibraryA
#define LoadLibraryEx LoadLibraryExA
#define GetModuleFileName GetModuleFileNameA
#endif
