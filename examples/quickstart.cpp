// quickstart: a connection to oneself over the fast path, and the answer that it went there. One thread; short of error
// handling, as everything that goes wrong shows in the last line and the exit code.
#include <loopsock/path.h>
#include <mstcpip.h>
#include <winsock2.h>
#include <cstdio>

static void ask_for_fast_path(SOCKET s) {
  BOOL on = TRUE;
  DWORD none = 0;
  WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &none, nullptr, nullptr);
}

int main() {
  WSADATA startup;
  if (WSAStartup(MAKEWORD(2, 2), &startup) != 0) return 1;
  const SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  ask_for_fast_path(listener);  // both ends ask, before they listen and connect
  ask_for_fast_path(client);

  sockaddr_in address{};
  int size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const at = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, at, size) || listen(listener, 1) || getsockname(listener, at, &size)) return 1;
  if (connect(client, at, size) == SOCKET_ERROR) return 1;
  const SOCKET server = accept(listener, nullptr, nullptr);

  char text[6] = {};
  if (send(client, "hello", 5, 0) != 5 || recv(server, text, 5, MSG_WAITALL) != 5) return 1;
  loopsock_path_info info{sizeof info, 0, 0, 0};
  loopsock_query_path(client, &info);
  std::printf("%s, over the %s path\n", text, info.path == LOOPSOCK_PATH_FAST ? "fast" : "ordinary");

  closesocket(client);
  closesocket(server);
  closesocket(listener);
  WSACleanup();
  return info.path == LOOPSOCK_PATH_FAST ? 0 : 1;
}
