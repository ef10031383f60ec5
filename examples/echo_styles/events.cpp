// echo with WSAEventSelect: each socket has an event, and one thread waits for any of them.
//
// Selecting makes a socket non-blocking: what a send does not take is kept, and goes when FD_WRITE says that there is room.
#include <string>
#include <vector>

#include "common.hpp"

struct client {
  SOCKET s = INVALID_SOCKET;
  std::string unsent;
  bool finished = false;  // the client has said all it had to say
};

// Sends what there is to send, as far as there is room.
static void flush(client& one) {
  while (!one.unsent.empty()) {
    const int sent = send(one.s, one.unsent.data(), static_cast<int>(one.unsent.size()), 0);
    if (sent == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK) return;
    one.unsent.erase(0, static_cast<std::size_t>(check(sent, "send")));
  }
}

// Takes what there is to take.
static void drain(client& one) {
  char buffer[buffer_bytes];
  for (;;) {
    const int received = recv(one.s, buffer, sizeof buffer, 0);
    if (received == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK) return;
    one.finished = check(received, "recv") == 0;
    if (one.finished) return;
    one.unsent.append(buffer, static_cast<std::size_t>(received));
  }
}

int main(int argc, char** argv) {
  server_options options;
  const SOCKET listener = start_server(argc, argv, options);
  std::vector<WSAEVENT> events{WSACreateEvent()};
  std::vector<client> clients(1);  // the first place is the listener's
  check(WSAEventSelect(listener, events[0], FD_ACCEPT), "WSAEventSelect");
  for (int gone = 0; gone < options.clients;) {
    const DWORD which =
        WSAWaitForMultipleEvents(static_cast<DWORD>(events.size()), events.data(), FALSE, WSA_INFINITE, FALSE);
    if (which == WSA_WAIT_FAILED) die("WSAWaitForMultipleEvents");
    const std::size_t i = which - WSA_WAIT_EVENT_0;
    WSANETWORKEVENTS happened;
    if (i == 0) {
      check(WSAEnumNetworkEvents(listener, events[0], &happened), "WSAEnumNetworkEvents");
      const SOCKET s = accept(listener, nullptr, nullptr);
      if (s == INVALID_SOCKET) continue;  // whoever came has gone
      events.push_back(WSACreateEvent());
      clients.push_back({s, {}, false});
      check(WSAEventSelect(s, events.back(), FD_READ | FD_WRITE | FD_CLOSE), "WSAEventSelect");
      continue;
    }
    check(WSAEnumNetworkEvents(clients[i].s, events[i], &happened), "WSAEnumNetworkEvents");
    drain(clients[i]);
    flush(clients[i]);
    if (!clients[i].finished || !clients[i].unsent.empty()) continue;
    closesocket(clients[i].s);
    WSACloseEvent(events[i]);
    clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
    ++gone;
  }
  closesocket(listener);
  WSACloseEvent(events[0]);
  WSACleanup();
  return 0;
}
