// socket_handles: a SOCKET is a HANDLE too, and Win32's calls that take any handle reach the sockets through here.
//
// Threads  any.
#pragma once

namespace loopsock::compat {

/// Makes the sockets known to compat/win32. WSAStartup calls it: before that no socket exists.
void install_socket_handles() noexcept;

}  // namespace loopsock::compat
