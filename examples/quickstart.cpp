// quickstart: a connection to oneself over the fast path, and the answer that it went there. Short of error handling: what
// goes wrong shows in the last line and the exit code. Port 7 is this process's own, whatever the machine uses it for.
#include <winsock2.h>

#include <mstcpip.h>

#include <loopsock/path.h>
#include <cstdio>

int main() {
  WSADATA data;
  WSAStartup(MAKEWORD(2, 2), &data);
  SOCKET both[] = {socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_STREAM, 0)};
  auto& [listener, client] = both;
  BOOL on = TRUE;
  DWORD none = 0;
  for (SOCKET s : both)  // both ends ask, before they listen and connect
    WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &none, nullptr, nullptr);
  sockaddr_in at{};
  at.sin_family = AF_INET, at.sin_port = htons(7), at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at), listen(listener, 1);
  connect(client, reinterpret_cast<sockaddr*>(&at), sizeof at);
  SOCKET server = accept(listener, nullptr, nullptr);
  char text[6] = "";
  send(client, "hello", 5, 0), recv(server, text, 5, MSG_WAITALL);
  loopsock_path_info info{sizeof info, 0, 0, 0};
  loopsock_query_path(client, &info);
  std::printf("%s, over the %s path\n", text, info.path == LOOPSOCK_PATH_FAST ? "fast" : "ordinary");
  WSACleanup();
  return info.path == LOOPSOCK_PATH_FAST ? 0 : 1;
}
