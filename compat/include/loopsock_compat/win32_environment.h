// win32_environment: what a process knows of where it runs: its command line, its variables, the machine's name.
//
// Texts go into the caller's buffers, but for the command line, which is the library's and lasts as long as the process. Any thread; but
// variables are the C library's too, and must not be set while another thread asks getenv() for them.
#pragma once

#include "base_types.h"
#include "symbol.h"

typedef enum _COMPUTER_NAME_FORMAT {
    ComputerNameNetBIOS,
    ComputerNameDnsHostname,
    ComputerNameDnsDomain,
    ComputerNameDnsFullyQualified,
    ComputerNamePhysicalNetBIOS,
    ComputerNamePhysicalDnsHostname,
    ComputerNamePhysicalDnsDomain,
    ComputerNamePhysicalDnsFullyQualified,
    ComputerNameMax
} COMPUTER_NAME_FORMAT;

#define MAX_COMPUTERNAME_LENGTH 15

LOOPSOCK_COMPAT_BEGIN

// Arguments with spaces in them are in quotes.
LPSTR WINAPI GetCommandLineA(void) LOOPSOCK_WS_SYMBOL(GetCommandLineA);
LPWSTR WINAPI GetCommandLineW(void) LOOPSOCK_WS_SYMBOL(GetCommandLineW);

// The length, or if the room is too small what would be needed, with the final 0. 0: ERROR_ENVVAR_NOT_FOUND, or 0 for an empty one.
DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD room) LOOPSOCK_WS_SYMBOL(GetEnvironmentVariableA);
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR value, DWORD room) LOOPSOCK_WS_SYMBOL(GetEnvironmentVariableW);
// NULL takes the variable away; ERROR_ENVVAR_NOT_FOUND if there was none.
BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value) LOOPSOCK_WS_SYMBOL(SetEnvironmentVariableA);
BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value) LOOPSOCK_WS_SYMBOL(SetEnvironmentVariableW);

// `room` says how much there is and then how long the name is, without the final 0, or with it what would be needed:
// ERROR_BUFFER_OVERFLOW, from the Ex calls ERROR_MORE_DATA. The NetBIOS name is the first 15 characters of the host's, as capitals.
BOOL WINAPI GetComputerNameA(LPSTR name, LPDWORD room) LOOPSOCK_WS_SYMBOL(GetComputerNameA);
BOOL WINAPI GetComputerNameW(LPWSTR name, LPDWORD room) LOOPSOCK_WS_SYMBOL(GetComputerNameW);
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT format, LPSTR name, LPDWORD room) LOOPSOCK_WS_SYMBOL(GetComputerNameExA);
BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT format, LPWSTR name, LPDWORD room) LOOPSOCK_WS_SYMBOL(GetComputerNameExW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define GetCommandLine GetCommandLineW
#define GetEnvironmentVariable GetEnvironmentVariableW
#define SetEnvironmentVariable SetEnvironmentVariableW
#define GetComputerName GetComputerNameW
#define GetComputerNameEx GetComputerNameExW
#else
#define GetCommandLine GetCommandLineA
#define GetEnvironmentVariable GetEnvironmentVariableA
#define SetEnvironmentVariable SetEnvironmentVariableA
#define GetComputerName GetComputerNameA
#define GetComputerNameEx GetComputerNameExA
#endif
