// common: what the echo servers of this folder share: the start, the listening socket, and how they report an error. Plain Winsock.
//
// Usage of each: echo_<style> [port [clients]]. A server serves that many clients at the same time, sends back whatever each of them sends, and
// ends when all of them have come and gone.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstdio>
#include <cstdlib>

constexpr int buffer_bytes = 4096;

/// Says which call failed and with what, and ends the program.
[[noreturn]] inline void die(const char* call) {
  std::fprintf(stderr, "%s failed with error %d\n", call, WSAGetLastError());
  std::exit(1);
}
inline int check(int result, const char* call) {
  if (result == SOCKET_ERROR) die(call);
  return result;
}

struct server_options {
  unsigned short port = 7007;
  int clients = 4;
};

/// Starts Winsock and gives a socket that listens on 127.0.0.1. `flags` are WSASocket's.
inline SOCKET start_server(int argc, char** argv, server_options& options, DWORD flags = WSA_FLAG_OVERLAPPED) {
  if (argc > 1) options.port = static_cast<unsigned short>(std::atoi(argv[1]));
  if (argc > 2) options.clients = std::atoi(argv[2]);
  WSADATA startup;
  if (WSAStartup(MAKEWORD(2, 2), &startup) != 0) die("WSAStartup");

  const SOCKET listener = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, flags);
  if (listener == INVALID_SOCKET) die("WSASocket");
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_port = htons(options.port);
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(listener, reinterpret_cast<sockaddr*>(&here), sizeof here), "bind");
  check(listen(listener, SOMAXCONN), "listen");
  return listener;
}

inline void send_all(SOCKET to, const char* bytes, int count) {
  for (int sent = 0; sent < count;) sent += check(send(to, bytes + sent, count - sent, 0), "send");
}
