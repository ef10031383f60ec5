// byte_order: htonl and its kin.
//
// The plain ones need no WSAStartup. WSAHtonl and the other three take a socket, whose provider could in theory have another
// byte order; ours has the Internet's, so the socket is only checked.
#include <winsock2.h>

#include "compat/last_error.hpp"
#include "compat/network_order.hpp"
#include "compat/socket_check.hpp"
#include "compat/startup.hpp"

using namespace loopsock::compat;

namespace {

template <class Number>
int convert(SOCKET s, Number number, Number* out) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (out == nullptr) return set_error(WSAEFAULT);
  if (!is_open_socket(s)) return set_error(WSAENOTSOCK);
  *out = network_order(number);
  return 0;
}

}  // namespace

extern "C" {

ULONG WSAAPI htonl(ULONG host) { return network_order(host); }
ULONG WSAAPI ntohl(ULONG net) { return network_order(net); }
USHORT WSAAPI htons(USHORT host) { return network_order(host); }
USHORT WSAAPI ntohs(USHORT net) { return network_order(net); }
UINT64 WSAAPI htonll(UINT64 host) { return network_order(host); }
UINT64 WSAAPI ntohll(UINT64 net) { return network_order(net); }

int WSAAPI WSAHtonl(SOCKET s, ULONG host, ULONG* net) { return convert(s, host, net); }
int WSAAPI WSANtohl(SOCKET s, ULONG net, ULONG* host) { return convert(s, net, host); }
int WSAAPI WSAHtons(SOCKET s, USHORT host, USHORT* net) { return convert(s, host, net); }
int WSAAPI WSANtohs(SOCKET s, USHORT net, USHORT* host) { return convert(s, net, host); }

}  // extern "C"
