// last_error: the one slot in which a thread finds why its last call failed.
//
// WSAGetLastError and GetLastError read the same slot, and programs rely on it: what one sets, the other gives back.
//
// Threads  every thread has its own.
#pragma once

namespace loopsock::compat {

void set_last_error(int error) noexcept;
int last_error() noexcept;

/// Sets the error (a WSAE… or Win32 number) and returns SOCKET_ERROR, so that a call can end with it.
int set_error(int error) noexcept;

}  // namespace loopsock::compat
