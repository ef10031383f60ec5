// echo, the blocking way: a thread for each client, each of which waits in recv.
#include <thread>
#include <vector>

#include "common.hpp"

static void serve(SOCKET client) {
  char buffer[buffer_bytes];
  while (const int received = check(recv(client, buffer, sizeof buffer, 0), "recv")) send_all(client, buffer, received);
  closesocket(client);
}

int main(int argc, char** argv) {
  server_options options;
  const SOCKET listener = start_server(argc, argv, options);
  std::vector<std::thread> serving;
  for (int i = 0; i < options.clients; ++i) {
    const SOCKET client = accept(listener, nullptr, nullptr);
    if (client == INVALID_SOCKET) die("accept");
    serving.emplace_back(serve, client);
  }
  for (std::thread& one : serving) one.join();
  closesocket(listener);
  WSACleanup();
  return 0;
}
