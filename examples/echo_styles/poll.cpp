// echo with WSAPoll: like select, with an array that need not be built anew for every call.
#include <vector>

#include "common.hpp"

int main(int argc, char** argv) {
  server_options options;
  std::vector<WSAPOLLFD> sockets{{start_server(argc, argv, options), POLLRDNORM, 0}};  // the listener comes first
  for (int gone = 0; gone < options.clients;) {
    check(WSAPoll(sockets.data(), static_cast<ULONG>(sockets.size()), -1), "WSAPoll");
    for (std::size_t i = 1; i < sockets.size();) {
      char buffer[buffer_bytes];
      int received = 1;
      if (sockets[i].revents != 0) {
        received = check(recv(sockets[i].fd, buffer, sizeof buffer, 0), "recv");
        send_all(sockets[i].fd, buffer, received);
      }
      if (received != 0) {
        ++i;
        continue;
      }
      closesocket(sockets[i].fd);
      sockets.erase(sockets.begin() + static_cast<std::ptrdiff_t>(i));
      ++gone;
    }
    if (sockets[0].revents != 0) {
      const SOCKET client = accept(sockets[0].fd, nullptr, nullptr);
      if (client == INVALID_SOCKET) die("accept");
      sockets.push_back({client, POLLRDNORM, 0});
    }
  }
  closesocket(sockets[0].fd);
  WSACleanup();
  return 0;
}
