// protocols: the catalogue of what sockets this stack can make, one WSAPROTOCOL_INFO each.
//
// Threads  any; the catalogue is constant.
#pragma once

#include <winsock2.h>

namespace loopsock::compat {

/// How many entries the catalogue has.
int protocol_count() noexcept;
/// Entry `index`, counted from 0.
void protocol_entry_at(int index, WSAPROTOCOL_INFOW& out) noexcept;

/// The entry for a socket of that family, type and protocol (0: the type's own), with the protocol in it that the socket
/// has. False when there is no such socket. SO_PROTOCOL_INFO and WSASocket(FROM_PROTOCOL_INFO) use it.
bool protocol_info(int family, int type, int protocol, WSAPROTOCOL_INFOW& out) noexcept;

/// The same entry with a narrow name.
void to_narrow(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOA& out) noexcept;

}  // namespace loopsock::compat
