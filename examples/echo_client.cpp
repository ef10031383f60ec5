// echo_client: plain Winsock, as one would write it on Windows; nothing here knows of loopsock.
// Usage: echo_client [port [host]]
//
// Sends a few lines, says that it has finished, reads until the server has too, and compares. A program of its own on
// Windows; with loopsock, whose stack lives in one process, echo_main.cpp runs it together with the server.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

static int fail(const char* call) {
  std::fprintf(stderr, "echo_client: %s failed with error %d\n", call, WSAGetLastError());
  WSACleanup();
  return 1;
}

// The first address of the host that answers.
static SOCKET connect_to(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_protocol = IPPROTO_TCP;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host, port, &hints, &found); error != 0) {
    WSASetLastError(error);
    return INVALID_SOCKET;
  }

  SOCKET server = INVALID_SOCKET;
  int error = WSAHOST_NOT_FOUND;
  for (const addrinfo* at = found; at != nullptr && server == INVALID_SOCKET; at = at->ai_next) {
    server = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
    if (server != INVALID_SOCKET && connect(server, at->ai_addr, static_cast<int>(at->ai_addrlen)) != SOCKET_ERROR)
      break;
    error = WSAGetLastError();  // closesocket sets its own
    if (server != INVALID_SOCKET) closesocket(server);
    server = INVALID_SOCKET;
  }
  freeaddrinfo(found);
  WSASetLastError(error);
  return server;
}

// A server that was started a moment ago may not listen yet: refused is worth another try, for two seconds in all.
static SOCKET connect_patiently(const char* host, const char* port) {
  SOCKET server = connect_to(host, port);
  for (int tries = 0; server == INVALID_SOCKET && WSAGetLastError() == WSAECONNREFUSED && tries < 100; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    server = connect_to(host, port);
  }
  return server;
}

int main(int argc, char** argv) {
  WSADATA startup;
  if (const int error = WSAStartup(MAKEWORD(2, 2), &startup); error != 0) {
    std::fprintf(stderr, "echo_client: WSAStartup failed with error %d\n", error);
    return 1;
  }

  const SOCKET server = connect_patiently(argc > 2 ? argv[2] : "localhost", argc > 1 ? argv[1] : "7007");
  if (server == INVALID_SOCKET) return fail("connecting");

  const std::string sent = "the quick brown fox\njumps over\nthe lazy dog\n";
  for (std::size_t at = 0; at < sent.size();) {
    const int n = send(server, sent.data() + at, static_cast<int>(sent.size() - at), 0);
    if (n == SOCKET_ERROR) return fail("send");
    at += static_cast<std::size_t>(n);
  }
  if (shutdown(server, SD_SEND) == SOCKET_ERROR) return fail("shutdown");

  std::string received;
  char buffer[4096];
  int n = 0;
  while ((n = recv(server, buffer, sizeof buffer, 0)) > 0) received.append(buffer, static_cast<std::size_t>(n));
  if (n == SOCKET_ERROR) return fail("recv");

  closesocket(server);
  WSACleanup();
  std::printf("%s", received.c_str());
  if (received != sent) {
    std::fprintf(stderr, "echo_client: what came back differs from what was sent\n");
    return 1;
  }
  return 0;
}
