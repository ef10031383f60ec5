// winsock2: the few names that server.cpp uses, on the kernel's sockets, for the comparison in throughput.sh.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

using SOCKET = int;
using DWORD = unsigned;
struct WSADATA {};
constexpr SOCKET INVALID_SOCKET = -1;
constexpr int SD_SEND = SHUT_WR;
constexpr int MAKEWORD(int low, int high) { return high << 8 | low; }
inline int WSAStartup(int, WSADATA*) { return 0; }
inline int WSACleanup() { return 0; }
inline int WSAGetLastError() { return errno; }
inline int closesocket(SOCKET s) { return close(s); }

// Its length is an int in Winsock.
inline int recvfrom(SOCKET s, char* data, int bytes, int flags, sockaddr* from, int* length) {
  auto room = static_cast<socklen_t>(*length);
  const auto got = recvfrom(s, data, static_cast<size_t>(bytes), flags, from, &room);
  *length = static_cast<int>(room);
  return static_cast<int>(got);
}
