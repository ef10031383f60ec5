// echo with completion routines: overlapped receives and sends whose ends are told to this thread while it sleeps alertably.
#include "common.hpp"

struct client {
  WSAOVERLAPPED overlapped{};
  SOCKET s = INVALID_SOCKET;
  char buffer[buffer_bytes];
  WSABUF piece{};
};

static int gone = 0;

static void CALLBACK received(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags);
static void CALLBACK sent(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags);

static client& of(LPWSAOVERLAPPED overlapped) { return *CONTAINING_RECORD(overlapped, client, overlapped); }

static void started(int result, const char* call) {
  if (result == SOCKET_ERROR && WSAGetLastError() != WSA_IO_PENDING) die(call);
}

static void receive(client& one) {
  DWORD flags = 0;
  one.piece = {buffer_bytes, one.buffer};
  started(WSARecv(one.s, &one.piece, 1, nullptr, &flags, &one.overlapped, received), "WSARecv");
}

static void CALLBACK received(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD) {
  client& one = of(overlapped);
  if (error != 0 || bytes == 0) {
    closesocket(one.s);
    delete &one;
    ++gone;
    return;
  }
  one.piece.len = bytes;
  started(WSASend(one.s, &one.piece, 1, nullptr, 0, &one.overlapped, sent), "WSASend");
}

// An overlapped send ends when all of it is sent.
static void CALLBACK sent(DWORD, DWORD, LPWSAOVERLAPPED overlapped, DWORD) { receive(of(overlapped)); }

int main(int argc, char** argv) {
  server_options options;
  const SOCKET listener = start_server(argc, argv, options);
  for (int i = 0; i < options.clients; ++i) {
    auto* const one = new client;
    one->s = accept(listener, nullptr, nullptr);
    if (one->s == INVALID_SOCKET) die("accept");
    receive(*one);
  }
  while (gone < options.clients) SleepEx(INFINITE, TRUE);
  closesocket(listener);
  WSACleanup();
  return 0;
}
