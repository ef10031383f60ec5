// last_error: the one slot in which a thread finds why its last call failed.
//
// WSAGetLastError and GetLastError read the same slot, and programs rely on it: what one sets, the other gives back.
//
// With LOOPSOCK_TRACE=error each failure is also a line that names the call, its socket and the reason. For that the functions below
// know where they were called from; nobody gives them a location.
//
// Threads  every thread has its own.
#pragma once

#include <cstdint>
#include <source_location>

namespace loopsock::compat {

/// Written and read by its own thread only, through the two functions below.
inline thread_local constinit int last_error_slot = 0;

inline void set_last_error(int error) noexcept { last_error_slot = error; }
inline int last_error() noexcept { return last_error_slot; }

/// Sets the error (a WSAE… or Win32 number) and returns SOCKET_ERROR, so that a call can end with it.
int set_error(int error, std::source_location where = std::source_location::current()) noexcept;

/// For the trace: the call at `where` is about this socket.
void note_socket(std::uint64_t socket, std::source_location where) noexcept;

}  // namespace loopsock::compat
