// status: three ways to say how an operation ended, and the one place where they meet: the stack's error, the NTSTATUS that stands in
// OVERLAPPED.Internal, and the numbers that Winsock and Win32 make of that.
//
//   error ──status_of──► NTSTATUS ──wsa_error_of──► WSAGetOverlappedResult, completion routines
//                           └──────win32_error_of─► GetQueuedCompletionStatus, GetOverlappedResult
//
// Threads  pure functions.
#pragma once

#include <windows.h>

#include <loopsock/error.hpp>

namespace loopsock::compat {

NTSTATUS status_of(error e) noexcept;
/// Of a Winsock error that has an error of the stack as its cause, or of a number of Windows' own.
NTSTATUS status_of_wsa(int wsa_error) noexcept;

/// 0 for STATUS_SUCCESS. Pending is ERROR_IO_INCOMPLETE, as it is for who asks for a result.
int wsa_error_of(NTSTATUS status) noexcept;
DWORD win32_error_of(NTSTATUS status) noexcept;

/// What a receive that is over at once leaves in its flags: MSG_PARTIAL for a datagram that was cut. (Told later, there are none.)
DWORD flags_of(NTSTATUS status) noexcept;

/// What Windows calls NT_ERROR: the operation failed. (A warning, such as a datagram that was cut, is none.)
constexpr bool is_failure(NTSTATUS status) noexcept { return static_cast<std::uint32_t>(status) >= 0xc000'0000; }

}  // namespace loopsock::compat
