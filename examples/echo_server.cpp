// echo_server: plain Winsock, as one would write it on Windows; nothing here knows of loopsock. Usage: echo_server [port]
//
// Serves one client: sends back whatever comes until the client has finished, then ends. A program of its own on
// Windows; with loopsock, whose stack lives in one process, echo_main.cpp runs it together with the client.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstdio>

static int fail(const char* call) {
  std::fprintf(stderr, "echo_server: %s failed with error %d\n", call, WSAGetLastError());
  WSACleanup();
  return 1;
}

static SOCKET listen_on(const char* port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_protocol = IPPROTO_TCP;
  hints.ai_flags = AI_PASSIVE;  // with no host name: every address of this machine
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(nullptr, port, &hints, &found); error != 0) {
    WSASetLastError(error);
    return INVALID_SOCKET;
  }

  const SOCKET listener = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  if (listener != INVALID_SOCKET &&
      (bind(listener, found->ai_addr, static_cast<int>(found->ai_addrlen)) == SOCKET_ERROR ||
       listen(listener, SOMAXCONN) == SOCKET_ERROR)) {
    const int error = WSAGetLastError();  // closesocket sets its own
    closesocket(listener);
    freeaddrinfo(found);
    WSASetLastError(error);
    return INVALID_SOCKET;
  }
  freeaddrinfo(found);
  return listener;
}

static bool send_all(SOCKET to, const char* bytes, int size) {
  while (size > 0) {
    const int sent = send(to, bytes, size, 0);
    if (sent == SOCKET_ERROR) return false;
    bytes += sent;
    size -= sent;
  }
  return true;
}

int main(int argc, char** argv) {
  WSADATA startup;
  if (const int error = WSAStartup(MAKEWORD(2, 2), &startup); error != 0) {
    std::fprintf(stderr, "echo_server: WSAStartup failed with error %d\n", error);
    return 1;
  }

  const SOCKET listener = listen_on(argc > 1 ? argv[1] : "7007");
  if (listener == INVALID_SOCKET) return fail("listening");
  const SOCKET client = accept(listener, nullptr, nullptr);
  if (client == INVALID_SOCKET) return fail("accept");
  closesocket(listener);

  char buffer[4096];
  long long total = 0;
  int received = 0;
  while ((received = recv(client, buffer, sizeof buffer, 0)) > 0) {
    if (!send_all(client, buffer, received)) return fail("send");
    total += received;
  }
  if (received == SOCKET_ERROR) return fail("recv");

  shutdown(client, SD_SEND);
  closesocket(client);
  std::printf("echo_server: the client has finished; %lld bytes went back\n", total);
  WSACleanup();
  return 0;
}
