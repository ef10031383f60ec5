// win32_files: ordinary files, as far as programs send them over sockets or keep notes in them. Reading and writing are in
// win32_overlapped.h.
//
// Paths may separate with either slash; there are no drives, and upper and lower case differ. "NUL" is the file without content.
// A file handle has a position of its own; it is closed with CloseHandle. What others may do with an open file (share modes), security
// and attributes are accepted and not kept. Any thread.
// Errors: ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED (also: a directory), ERROR_FILE_EXISTS, ERROR_INVALID_HANDLE,
// ERROR_INVALID_PARAMETER, ERROR_TOO_MANY_OPEN_FILES, ERROR_DISK_FULL, ERROR_NOT_ENOUGH_MEMORY.
#pragma once

#include "base_structs.h"
#include "symbol.h"

#define GENERIC_READ 0x80000000u
#define GENERIC_WRITE 0x40000000u
#define GENERIC_EXECUTE 0x20000000u
#define GENERIC_ALL 0x10000000u
#define FILE_READ_DATA 0x0001
#define FILE_WRITE_DATA 0x0002
#define FILE_APPEND_DATA 0x0004
#define FILE_GENERIC_READ 0x00120089
#define FILE_GENERIC_WRITE 0x00120116

#define FILE_SHARE_READ 1
#define FILE_SHARE_WRITE 2
#define FILE_SHARE_DELETE 4

#define CREATE_NEW 1
#define CREATE_ALWAYS 2
#define OPEN_EXISTING 3
#define OPEN_ALWAYS 4
#define TRUNCATE_EXISTING 5

#define FILE_ATTRIBUTE_READONLY 0x00000001
#define FILE_ATTRIBUTE_DIRECTORY 0x00000010
#define FILE_ATTRIBUTE_NORMAL 0x00000080
#define FILE_ATTRIBUTE_TEMPORARY 0x00000100
#define INVALID_FILE_ATTRIBUTES 0xffffffffu
#define FILE_FLAG_BACKUP_SEMANTICS 0x02000000
#define FILE_FLAG_DELETE_ON_CLOSE 0x04000000
#define FILE_FLAG_SEQUENTIAL_SCAN 0x08000000
#define FILE_FLAG_RANDOM_ACCESS 0x10000000
#define FILE_FLAG_NO_BUFFERING 0x20000000
#define FILE_FLAG_OVERLAPPED 0x40000000
#define FILE_FLAG_WRITE_THROUGH 0x80000000u

#define FILE_BEGIN 0
#define FILE_CURRENT 1
#define FILE_END 2
#define INVALID_FILE_SIZE 0xffffffffu
#define INVALID_SET_FILE_POINTER 0xffffffffu

#define FILE_TYPE_UNKNOWN 0
#define FILE_TYPE_DISK 1
#define FILE_TYPE_CHAR 2
#define FILE_TYPE_PIPE 3

LOOPSOCK_COMPAT_BEGIN

// INVALID_HANDLE_VALUE is failure. CREATE_ALWAYS and OPEN_ALWAYS leave ERROR_ALREADY_EXISTS where the file was there before, else 0.
HANDLE WINAPI CreateFileA(LPCSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD how, DWORD flags, HANDLE like)
    LOOPSOCK_WS_SYMBOL(CreateFileA);
HANDLE WINAPI CreateFileW(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD how, DWORD flags, HANDLE like)
    LOOPSOCK_WS_SYMBOL(CreateFileW);
BOOL WINAPI DeleteFileA(LPCSTR path) LOOPSOCK_WS_SYMBOL(DeleteFileA);
BOOL WINAPI DeleteFileW(LPCWSTR path) LOOPSOCK_WS_SYMBOL(DeleteFileW);
// Directory, read-only or normal; INVALID_FILE_ATTRIBUTES where there is nothing.
DWORD WINAPI GetFileAttributesA(LPCSTR path) LOOPSOCK_WS_SYMBOL(GetFileAttributesA);
DWORD WINAPI GetFileAttributesW(LPCWSTR path) LOOPSOCK_WS_SYMBOL(GetFileAttributesW);

// `high` may be NULL.
DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high) LOOPSOCK_WS_SYMBOL(GetFileSize);
BOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size) LOOPSOCK_WS_SYMBOL(GetFileSizeEx);
// Moves the position, from the beginning, from where it is, or from the end. ERROR_NEGATIVE_SEEK before the beginning.
DWORD WINAPI SetFilePointer(HANDLE file, LONG low, PLONG high, DWORD from) LOOPSOCK_WS_SYMBOL(SetFilePointer);
BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER position, DWORD from) LOOPSOCK_WS_SYMBOL(SetFilePointerEx);
// The file ends at the position from now on.
BOOL WINAPI SetEndOfFile(HANDLE file) LOOPSOCK_WS_SYMBOL(SetEndOfFile);
BOOL WINAPI FlushFileBuffers(HANDLE file) LOOPSOCK_WS_SYMBOL(FlushFileBuffers);
DWORD WINAPI GetFileType(HANDLE file) LOOPSOCK_WS_SYMBOL(GetFileType);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define CreateFile CreateFileW
#define DeleteFile DeleteFileW
#define GetFileAttributes GetFileAttributesW
#else
#define CreateFile CreateFileA
#define DeleteFile DeleteFileA
#define GetFileAttributes GetFileAttributesA
#endif
