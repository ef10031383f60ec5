// echo with select: one thread asks which of its sockets have something to say.
#include <vector>

#include "common.hpp"

int main(int argc, char** argv) {
  server_options options;
  const SOCKET listener = start_server(argc, argv, options);
  std::vector<SOCKET> clients;
  for (int gone = 0; gone < options.clients;) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(listener, &readable);
    for (const SOCKET one : clients) FD_SET(one, &readable);
    check(select(0, &readable, nullptr, nullptr, nullptr), "select");

    for (std::size_t i = 0; i < clients.size();) {
      char buffer[buffer_bytes];
      int received = 1;
      if (FD_ISSET(clients[i], &readable)) {
        received = check(recv(clients[i], buffer, sizeof buffer, 0), "recv");
        send_all(clients[i], buffer, received);
      }
      if (received != 0) {
        ++i;
        continue;
      }
      closesocket(clients[i]);
      clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
      ++gone;
    }
    if (FD_ISSET(listener, &readable)) {
      const SOCKET client = accept(listener, nullptr, nullptr);
      if (client == INVALID_SOCKET) die("accept");
      clients.push_back(client);
    }
  }
  closesocket(listener);
  WSACleanup();
  return 0;
}
