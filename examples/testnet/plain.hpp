// plain: the few lines of Winsock that every example here would repeat. What fails throws, and comes out of net::go().
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdexcept>
#include <string>

struct winsock {
  winsock() {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) throw std::runtime_error("WSAStartup");
  }
  ~winsock() { WSACleanup(); }
  winsock(const winsock&) = delete;
  winsock& operator=(const winsock&) = delete;
};

/// A socket that closes itself.
struct own_socket {
  explicit own_socket(SOCKET one) : s(one) {
    if (s == INVALID_SOCKET) throw std::runtime_error("no socket: error " + std::to_string(WSAGetLastError()));
  }
  ~own_socket() { closesocket(s); }
  own_socket(const own_socket&) = delete;
  own_socket& operator=(const own_socket&) = delete;
  operator SOCKET() const { return s; }
  const SOCKET s;
};

inline void must(bool went_well, const char* what) {
  if (!went_well) throw std::runtime_error(what + (": error " + std::to_string(WSAGetLastError())));
}

inline sockaddr_in name_of(const std::string& address, unsigned short port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  must(inet_pton(AF_INET, address.c_str(), &name.sin_addr) == 1, "inet_pton");
  return name;
}

/// A socket bound to a port of all addresses of the host that the thread is on.
inline SOCKET bound(int type, unsigned short port) {
  const SOCKET s = socket(AF_INET, type, 0);
  const sockaddr_in at = name_of("0.0.0.0", port);
  must(s != INVALID_SOCKET && bind(s, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0, "bind");
  return s;
}

inline SOCKET listening(unsigned short port) {
  const SOCKET s = bound(SOCK_STREAM, port);
  must(listen(s, SOMAXCONN) == 0, "listen");
  return s;
}

inline bool connect_to(SOCKET s, const std::string& address, unsigned short port) {
  const sockaddr_in to = name_of(address, port);
  return connect(s, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

inline bool send_all(SOCKET s, const std::string& text) {
  return send(s, text.data(), static_cast<int>(text.size()), 0) == static_cast<int>(text.size());
}

/// Appends until the other end has closed. False: it ended otherwise, or nothing came for so many milliseconds.
inline bool receive_to_end(SOCKET s, std::string& text, DWORD patience = 0) {
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char*>(&patience), sizeof patience);
  char piece[4096];
  int count;
  while ((count = recv(s, piece, sizeof piece, 0)) > 0) text.append(piece, static_cast<std::size_t>(count));
  return count == 0;
}
