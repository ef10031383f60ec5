// extensions: the extension functions that programs get by their GUID and not by their name.
//
// Threads  any.
#pragma once

#include <mswsock.h>

namespace loopsock::compat {

/// ConnectEx. FALSE with WSA_IO_PENDING: the connect was started.
BOOL WINAPI connect_ex(SOCKET s, const sockaddr* name, int length, PVOID data, DWORD data_bytes, LPDWORD sent,
                       LPOVERLAPPED overlapped);
/// DisconnectEx.
BOOL WINAPI disconnect_ex(SOCKET s, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved);
/// TransmitPackets.
BOOL WINAPI transmit_packets(SOCKET s, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count, DWORD send_size,
                             LPOVERLAPPED overlapped, DWORD flags);

}  // namespace loopsock::compat
